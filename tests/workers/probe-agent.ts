import * as z from "zod/mini";
import type { AgentEnv } from "#agent-kit/agent-env.ts";
import { backtestOf } from "#agent-kit/backtest/backtest-of.ts";
import type { PastContext, PastObservation } from "#agent-kit/backtest/part.ts";
import { defineAgent } from "#agent-kit/define-agent.ts";
import type { Decision, Json, Observation } from "#agent-kit/definition.ts";
import type { KitError } from "#agent-kit/errors.ts";
import { scheduleSettings } from "#agent-kit/schedule-settings.ts";

/** What the probe does next, and what reached its vendor: set by each test. */
export interface Script {
  observe: (context: { env: AgentEnv }) => Promise<Observation<null>>;
  decisions: Decision[];
  effects: { op: string; key: string; value: Json }[];
  /** The vendor's value of each target. */
  values: Map<string, Json>;
  fail: ((op: string) => KitError | null) | null;
}

export const script: Script = { observe: nothing, decisions: [], effects: [], values: new Map(), fail: null };

/** What the probe saw of the past, set by each test: the decisions of one instant. */
export interface BacktestScript {
  observe: (context: PastContext<object, object>) => Promise<PastObservation<Decision[]>>;
  /** What later chunks found of the earlier ones of their week. */
  carried: unknown[];
}

export const backtestScript: BacktestScript = { observe: noPast, carried: [] };

export function resetScript(): void {
  Object.assign(backtestScript, { observe: noPast, carried: [] } satisfies BacktestScript);
  Object.assign(script, {
    observe: nothing,
    decisions: [],
    effects: [],
    values: new Map(),
    fail: null,
  } satisfies Script);
}

async function nothing(): Promise<Observation<null>> {
  return { snapshot: null, observed: 0 };
}

async function noPast(): Promise<PastObservation<Decision[]>> {
  return { snapshot: null, observed: 0, next: null, unanswered: [] };
}

const payload = z.object({ value: z.number() });
type Payload = z.infer<typeof payload>;

function effect(op: string, key: string, value: Json): Json {
  const failure = script.fail?.(op);
  if (failure) throw failure;
  script.effects.push({ op, key, value });
  return value;
}

/** An agent whose work is told by the test and whose vendor is this isolate's memory; everything around it is real. */
export const ProbeAgent = defineAgent({
  id: "probe",
  name: "Probe Agent",
  summary: "Does what a test tells it.",
  capabilities: ["probing"],
  settings: z.object({ schedule: scheduleSettings }),
  needs: [
    {
      connection: "vendor",
      required: true,
      configured: () => true,
      evidence: { level: "recorded", source: "a double for tests", date: "2026-11-22" },
    },
  ],
  wakesOn: ["pokes"],
  wakeGapMs: 0,
  timeoutMs: 1_500,
  initialize: () => ({}),
  observe: (context): Promise<Observation<Decision[] | null>> => script.observe(context),
  decide: (seen: Decision[] | null) => {
    const decisions = seen ?? script.decisions;
    return { decisions, measures: { decided: decisions.length }, knowledge: decisions.map(({ target }) => target) };
  },
  backtest: backtestOf({
    assumes: ["The probe assumes nothing."],
    observe: async (context: PastContext<object, object>): Promise<PastObservation<Decision[] | null>> => {
      if (context.chunk > 0) {
        const [held] = await context.query([
          context.env.DB.prepare("SELECT carry FROM backtest_chunks WHERE backtest_id = ?1 AND week = ?2").bind(
            context.backtestId,
            context.week,
          ),
        ]);
        backtestScript.carried.push((held?.results ?? []).map(({ carry }) => JSON.parse(String(carry)) as unknown));
      }
      return backtestScript.observe(context);
    },
    carry: (targets: string[]) => targets,
  }),
  actions: {
    "value.set": {
      payload,
      effect: "absolute",
      certainty: "readable",
      settleMs: 1_000,
      read: async (_context, action) => script.values.get(action.target),
      write: async (_context, action, _payload: Payload, value, key) => {
        effect("set", key, value);
        script.values.set(action.target, value);
        return value;
      },
    },
    "once.send": {
      payload,
      effect: "delta",
      certainty: "at-most-once",
      settleMs: 1_000,
      apply: async (context, action, sent: Payload, key) => {
        await fetch(`https://vendor.test/${encodeURIComponent(action.target)}`, {
          method: "POST",
          body: key,
          signal: context.signal,
        });
        return effect("send", key, sent.value);
      },
      notRevertibleBecause: "what was sent is sent",
    },
  },
});

/** The probe in the tests' one environment, which has no queues of its own: messages go to the given arrays. */
export class Probe extends ProbeAgent {
  constructor(ctx: ExecutionContext, env: AgentEnv) {
    super(ctx, { ...env, AGENT: "probe", SCHEDULE: "*/5 * * * *" });
  }
}

export function wish(change: Partial<Decision> & { target: string }): Decision {
  return {
    kind: "value.set",
    title: `Set ${change.target}`,
    intent: "set",
    basis: "today",
    group: "set",
    payload: { value: 2 },
    before: 1,
    after: 2,
    movePercent: 100,
    impactMinor: 100,
    moneyMinor: 100,
    currency: "GBP",
    confidence: 0.9,
    reasons: [{ code: "test", text: "because" }],
    figures: { value: 1 },
    provenance: {},
    ...change,
  };
}
