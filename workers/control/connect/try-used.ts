import { settingsOf } from "../connection-settings.ts";
import type { UsedConnection } from "../connections.ts";
import type { CallContext } from "../context.ts";
import { refused } from "../http/refused.ts";
import { settle } from "../settle.ts";
import { unworkable } from "./unworkable.ts";

/** The agent's own limit, and a little for the way. */
const longestMs = 28_000;

/** Like a store that was tried, without facts. */
export type TriedUse = { ok: true; facts: null } | { ok: false; problem: { code: string; message: string } };

/** Has the first agent that knows a harmless call to the connection make it. */
export async function tryUsed(used: UsedConnection, { requestId }: Pick<CallContext, "requestId">): Promise<TriedUse> {
  const { id, triedBy, untestable } = used;
  const [first] = triedBy;
  if (!first) throw refused("not-testable", untestable ?? `No agent that answers knows a harmless call to ${id}.`);
  const asked = await settle(longestMs, () => first.rpc.tryConnection({ connection: id, requestId }));
  if (!asked.ok)
    return problem(
      "agent-unreachable",
      `${first.id}, which would ask, gave no answer (${asked.error}): look at its page.`,
    );
  const tried = asked.value;
  if (tried.ok) return { ok: true, facts: null };
  if (tried.code === "not-configured") throw refused("not-configured", `${id} is not configured. ${missingOf(id)}`);
  return problem(tried.code, unworkable(tried, settingsOf(id)));
}

/** What it takes to configure it. */
export function missingOf(connection: string): string {
  const needs = settingsOf(connection);
  return `Set ${needs.length > 0 ? needs.join(", ") : "what its agent's page names"}.`;
}

function problem(code: string, message: string): TriedUse {
  return { ok: false, problem: { code, message } };
}
