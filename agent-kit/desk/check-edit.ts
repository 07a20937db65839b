import type { AgentRpc, Settled } from "#schemas/rpc/agent.ts";
import type { AgentEnv } from "../agent-env.ts";
import type { AnyAgent } from "../definition.ts";
import { actionColumns, toLedgerRow } from "../ledger/rows.ts";

type Checked = Awaited<ReturnType<AgentRpc["checkEdit"]>>;

/** Parses an edited payload with its kind's own schema and says what it would move. */
export async function checkEdit(
  definition: AnyAgent,
  env: AgentEnv,
  ask: { actionId: string; payload: unknown },
): Promise<Checked> {
  const refuse = (code: string, message: string, issues?: { path: string; message: string }[]): Settled<never> => ({
    ok: false,
    code,
    message,
    issues,
  });
  const found = await env.DB.prepare(`SELECT ${actionColumns} FROM actions WHERE id = ?1`)
    .bind(ask.actionId)
    .first<Record<string, unknown>>();
  if (!found) return refuse("not-found", "There is no such action.");
  const action = toLedgerRow(found);
  const kind = definition.actions[action.kind];
  if (!kind?.measure) return refuse("not-editable", `${action.kind} cannot be edited.`);
  const parsed = kind.payload.safeParse(ask.payload);
  if (!parsed.success)
    return refuse(
      "invalid",
      "The edited values are not valid.",
      parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message })),
    );
  return { ok: true, payload: parsed.data as object, ...kind.measure(action, parsed.data) };
}
