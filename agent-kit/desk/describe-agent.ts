import type { AgentDescription } from "#schemas/rpc/agent.ts";
import type { AgentEnv } from "../agent-env.ts";
import type { AnyAgent, AnyKind } from "../definition.ts";
import { defaultTimeoutMs } from "../run/execute-run.ts";
import { settingsSchema } from "./settings-schema.ts";

export function describeAgent(definition: AnyAgent, env: AgentEnv): AgentDescription {
  return {
    id: definition.id,
    name: definition.name,
    summary: definition.summary,
    capabilities: definition.capabilities,
    cron: env.SCHEDULE,
    needs: definition.needs.map(({ connection, required, scopes, whenUnreachable, evidence, probe }) => {
      const untestable = typeof probe === "function" ? null : probe;
      return { connection, required, scopes, whenUnreachable, evidence, untestable };
    }),
    wakesOn: definition.wakesOn,
    wakeGapMs: definition.wakeGapMs,
    timeoutMs: definition.timeoutMs ?? defaultTimeoutMs,
    actions: Object.entries(definition.actions).map(([kind, action]) => describeKind(kind, action)),
    backtest: definition.backtest !== undefined,
    backtestAssumes: definition.backtest?.part.assumes ?? [],
    settingsSchema: settingsSchema(definition.settings),
    defaultSettings: definition.settings.parse({}) as object,
  };
}

function describeKind(kind: string, action: AnyKind): AgentDescription["actions"][number] {
  const { effect, certainty, settleMs } = action;
  const revertible = certainty === "atomic" || effect === "absolute" || action.revert !== undefined;
  const why = effect === "delta" && certainty !== "atomic" ? action.notRevertibleBecause : undefined;
  return {
    kind,
    effect,
    certainty,
    settleMs,
    revertible,
    ...(action.scopes ? { scopes: [...action.scopes] } : {}),
    ...(revertible ? {} : { notRevertibleBecause: why ?? "it cannot be taken back" }),
  };
}
