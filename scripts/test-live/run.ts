import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { AgentEnv } from "#agent-kit/agent-env.ts";
import { clock } from "#agent-kit/clock.ts";
import { logger } from "#agent-kit/log.ts";
import { redactor } from "#agent-kit/redact.ts";
import { workbench } from "#agent-kit/work-context.ts";
import { mailerContract } from "#integrations/mailer/contract.ts";
import { RESEND } from "#integrations/resend/account.ts";
import { connectResend } from "#integrations/resend/mailer.ts";
import { resendNeed } from "#integrations/resend/need.ts";
import { type ContractStep, supplierContract } from "#integrations/supplier/contract.ts";
import { suppliers } from "#integrations/supplier/registry.ts";
import { type Exchange, recorded } from "./record.ts";

export interface LiveOptions {
  vendor: string;
  /** Orders something, unpaid. */
  write: boolean;
  vars: Record<string, string>;
  say(line: string): void;
  /** Lets a double stand for the vendor, for the test of this. */
  double?: boolean;
}

export type LiveResult =
  | { skipped: string; steps: []; exchange: null }
  | { skipped: null; steps: ContractStep[]; exchange: Exchange };

/** Addresses that are not the vendors' own: what is tested here is the vendor. */
const doubles = ["CJ_BASE_URL", "PRINTFUL_BASE_URL", "AUTO_DS_MCP_URL", "RESEND_BASE_URL"];
/** Resend's own address for tests: taken in, delivered to nobody. */
const takesAnything = "delivered@resend.dev";
/** Between two questions, for vendors that count by the second. */
const pauseMs = 1_100;

/** A supplier's or the mailer's contract, asked of whoever its variables lead to; every call is kept, redacted. */
export async function testLive({ vendor, write, vars, say, double = false }: LiveOptions): Promise<LiveResult> {
  const skipped = (why: string): LiveResult => ({ skipped: why, steps: [], exchange: null });
  const supplier = suppliers.find(({ id }) => id === vendor);
  const need = supplier?.need ?? (vendor === RESEND ? resendNeed : null);
  if (!need) return skipped("there is no such supplier or mailer");
  if (vendor === "spocket") return skipped("it is only seen in the store; nothing is asked of it");
  const own = double ? vars : Object.fromEntries(Object.entries(vars).filter(([name]) => !doubles.includes(name)));
  const env = environment(own);
  if (!need.configured(env)) return skipped("not configured");

  const now = await clock(env);
  const redact = redactor(Object.entries(own).flatMap(secretsIn));
  const quiet = logger({ level: "error", ids: {}, now: now.now, sink: () => undefined, redactor: redact });
  const signal = new AbortController().signal;
  // Here are no objects to be shared with anybody, so nothing waits for them.
  const needs = [{ ...need, whenUnreachable: "call" as const }];
  const context = workbench({ env, agent: "test-live", needs, clock: now, log: quiet, signal });

  const steps: ContractStep[] = [];
  const { calls } = await recorded(redact, async () => {
    const pause = () => sleep(double ? 0 : pauseMs);
    const asked = { terms: "bag", fromCountry: "CN", toCountry: "GB", write, reference: randomUUID(), pause };
    const mailed = { from: own.MAIL_FROM ?? "", to: takesAnything, write, reference: asked.reference, pause };
    const contract = supplier
      ? supplierContract(supplier.open(context), asked)
      : mailerContract(connectResend({ env, connection: context.connect(RESEND), log: quiet }), mailed);
    for await (const step of contract) {
      steps.push(step);
      say(`${step.outcome.padEnd(8)}  ${step.name}  ${redact.text(step.detail)}`);
    }
  });
  const at = new Date(now.real()).toISOString();
  return { skipped: null, steps, exchange: { vendor, at, write, steps, calls } };
}

/** Keys and tokens, and what an address has behind its question mark. */
function secretsIn([name, value]: [string, string]): string[] {
  if (/KEY|TOKEN|SECRET/.test(name)) return [value];
  return [...(URL.parse(value)?.searchParams.values() ?? [])];
}

/** What an adapter needs of a Worker's environment. There are no objects here: it goes on without shared limits. */
function environment(vars: Record<string, string>): AgentEnv {
  const away = {
    idFromName: (): never => {
      throw new Error("there are no objects here");
    },
    get: (): never => {
      throw new Error("there are no objects here");
    },
  };
  return {
    SECRET_ENCRYPTION_KEY: randomUUID(),
    ...vars,
    ENVIRONMENT: "local",
    CIRCUIT_BREAKER: away,
    RATE_BUDGET: away,
    KV: { get: async () => null, put: async () => undefined },
  } as unknown as AgentEnv;
}
