import { createContext, useContext } from "react";
import type { Role } from "#schemas/api/operation.ts";
import type { Output } from "../api/call.ts";

export type Session = Output<"session.get">;

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("useSession outside of a signed-in page");
  return session;
}

const order: readonly Role[] = ["viewer", "operator", "admin"];

/** Null when the signed-in role suffices, else the sentence that says which one would. */
export function useRefusal(needed: Role): string | null {
  const { role } = useSession();
  return order.indexOf(role) >= order.indexOf(needed) ? null : `This needs the role ${needed}; yours is ${role}.`;
}
