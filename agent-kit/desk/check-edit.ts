import type { AgentRpc, Settled } from "#schemas/rpc/agent.ts";
import type { AgentEnv } from "../agent-env.ts";
import type { Clock } from "../clock.ts";
import type { AnyAgent, AnyKind, Guarded, Json } from "../definition.ts";
import { toKitError } from "../errors.ts";
import { actionColumns, type LedgerRow, sameJson, toLedgerRow } from "../ledger/rows.ts";
import { personWaits } from "./person-waits.ts";

type Checked = Awaited<ReturnType<AgentRpc["checkEdit"]>>;

/**
 * Puts the fields a person may edit into the payload as it was decided, parses it with its kind's own schema and says what it
 * would move. Any other field that differs is refused: it is what floors and targets are checked with. What the kind's hard
 * floors would refuse before the call is refused here already, with their reason.
 */
export async function checkEdit(
  definition: AnyAgent,
  env: AgentEnv,
  time: Clock,
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
  if (!kind?.edit) return refuse("not-editable", `${action.kind} cannot be edited.`);
  const { fields, allowed, measure } = kind.edit;
  const held = recordOf(action.payload);
  const asked = recordOf(ask.payload);
  const fixed = Object.keys(asked).filter((name) => !fields.includes(name) && !sameJson(asked[name], held[name]));
  if (fixed.length > 0)
    return refuse(
      "invalid",
      `Only ${fields.join(" and ")} can be edited.`,
      fixed.map((path) => ({ path, message: "It stays as it was decided." })),
    );
  const parsed = kind.payload.safeParse({ ...held, ...asked });
  if (!parsed.success)
    return refuse(
      "invalid",
      "The edited values are not valid.",
      parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message })),
    );
  const may = allowed?.(action.payload, parsed.data) ?? { ok: true };
  if (!may.ok) return refuse("invalid", may.reason);
  const measured = measure(action, parsed.data);
  const edited = { ...action, payload: parsed.data as Json, after: measured.after };
  const guarded = await askGuard(definition, env, time, kind, edited);
  if (!guarded.ok) return refuse("invalid", guarded.reason);
  return { ok: true, payload: parsed.data as object, ...measured };
}

async function askGuard(
  definition: AnyAgent,
  env: AgentEnv,
  time: Clock,
  kind: AnyKind,
  action: LedgerRow,
): Promise<Guarded> {
  if (!kind.guard) return { ok: true };
  return personWaits(definition, env, time, { action: action.id }, async (bench): Promise<Guarded> => {
    try {
      const context = { ...bench, clients: await definition.initialize(bench), now: time.now() };
      return (await kind.guard?.(context as never, action, action.payload as never)) ?? { ok: true };
    } catch (thrown) {
      // Whoever it looks at is down: it is asked again before the call, and nothing is sent past it.
      bench.log.warn("an edit's floor could not be asked", { error: toKitError(thrown) });
      return { ok: true };
    }
  });
}

function recordOf(value: unknown): Record<string, Json> {
  return typeof value === "object" && value !== null ? (value as Record<string, Json>) : {};
}
