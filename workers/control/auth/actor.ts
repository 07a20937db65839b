import { ROLES, type Role } from "#schemas/api/operation.ts";

/** Who asks. `id` goes into audit rows, so it never is a name or an address. */
export interface Actor {
  id: string;
  role: Role;
  via: "token" | "session" | "access";
  /** Set with a cookie: what a write must send back as `x-csrf-token`. */
  csrf: string | null;
  /** Real time in ms, null for never. */
  expiresAt: number | null;
  /** Row of the cookie's session. */
  sessionHash: string | null;
}

export function allows(actor: Actor, least: Role): boolean {
  return ROLES.indexOf(actor.role) >= ROLES.indexOf(least);
}
