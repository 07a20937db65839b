import { useSession } from "../lib/session/session-context.ts";

/** Who did it, as far as the system keeps it: "you", or what kind of door they came through. */
export function Actor({ id }: { id: string | null }) {
  const { actor } = useSession();
  if (id === null) return null;
  return <span title={id}>{nameOf(id, actor)}</span>;
}

function nameOf(id: string, own: string): string {
  if (id === own) return "you";
  if (id === "earned-limits") return "the ledger, after harm,";
  const [kind = id, rest = ""] = id.split(":");
  if (kind === "session") return `session ${rest.slice(0, 4)}`;
  return id.replace("-", " ");
}
