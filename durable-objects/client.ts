// Not from the package's entry: it is CommonJS, which brings the object's base class and a router into every caller.
import { proxyDurable } from "itty-durable/proxy-durable.js";
import type { BreakerPolicy } from "#core/resilience/breaker-policy.ts";
import type { Report } from "#core/resilience/breaker-report.ts";
import type { Force } from "#core/resilience/breaker-state.ts";
import type { Verdict } from "#core/resilience/breaker-verdict.ts";
import type { ExchangeAnswer, ExchangeRequest } from "#core/resilience/exchange.ts";
import type { TokenAnswer } from "#core/resilience/renewed-token.ts";
import type { AgentState } from "./agent-state.ts";
import type { AgentStateApi } from "./agent-state-contract.ts";
import type { AuditHead, ChainEnd } from "./audit-head.ts";
import type { AuditMark, BreakerDump } from "./circuit-breaker.ts";
import type { LiveEvent, LiveFeed } from "./live-feed.ts";
import type { AssumedBucket, BudgetDump, RateBudget } from "./rate-budget.ts";
import { reach } from "./reach.ts";

export type * from "./agent-state-contract.ts";
export type { ChainEnd } from "./audit-head.ts";
export type { AuditMark, BreakerChange, BreakerDump, BreakerStanding } from "./circuit-breaker.ts";
export type { LiveEvent } from "./live-feed.ts";
export type { AssumedBucket, BudgetDump } from "./rate-budget.ts";
export { ObjectUnreachable } from "./reach.ts";

/** The objects' bindings, the same in every Worker's config. */
export interface ObjectBindings {
  AGENT_STATE: DurableObjectNamespace<AgentState>;
  CIRCUIT_BREAKER: DurableObjectNamespace;
  RATE_BUDGET: DurableObjectNamespace<RateBudget>;
  LIVE_FEED: DurableObjectNamespace<LiveFeed>;
}

/** Control's alone: nobody else seals the audit log. */
export interface AuditHeadBinding {
  AUDIT_HEAD: DurableObjectNamespace<AuditHead>;
}

/** All methods reject with ObjectUnreachable when the object does not answer; times in ms of the shop's clock. */
export interface BreakerClient {
  /** May issue a probe permit: ask only when about to call. */
  verdict(now: number): Promise<Verdict>;
  /** Never issues a permit: for a run's beginning and for people. */
  peek(now: number): Promise<Verdict>;
  /** Answers with the verdict after the report. */
  report(outcomes: Report, now: number): Promise<Verdict>;
  force(override: Force, audit?: AuditMark): Promise<BreakerDump>;
  release(by: string, why: string, now: number): Promise<BreakerDump>;
  reset(by: string, why: string, now: number, audit?: AuditMark): Promise<BreakerDump>;
  configure(policy: BreakerPolicy): Promise<void>;
  dump(now: number): Promise<BreakerDump>;
  wake(now: number): Promise<void>;
}

/** `limitMs` bounds each of the two tries. */
export function breaker(
  env: Pick<ObjectBindings, "CIRCUIT_BREAKER">,
  connectionId: string,
  limitMs?: number,
): BreakerClient {
  const ask = <T>(method: string, ...args: unknown[]): Promise<T> => {
    const once = () => {
      const object: Record<string, (...args: unknown[]) => Promise<T>> = proxyDurable(env.CIRCUIT_BREAKER, {
        parse: true,
      }).get(connectionId);
      return object[method]!(...args);
    };
    return reach(`breaker ${connectionId}`, once, limitMs);
  };
  return {
    verdict: (now) => ask("verdict", now),
    peek: (now) => ask("peek", now),
    report: (outcomes, now) => ask("report", outcomes, now),
    force: async (override, audit) =>
      readable(await ask("force", { ...override, by: ascii(override.by), why: ascii(override.why) }, audit)),
    release: async (by, why, now) => readable(await ask("release", ascii(by), ascii(why), now)),
    reset: async (by, why, now, audit) => readable(await ask("clear", ascii(by), ascii(why), now, audit)),
    configure: async (policy) => void (await ask("configure", policy)),
    dump: async (now) => readable(await ask("dump", now)),
    wake: async (now) => void (await ask("wake", now)),
  };
}

/** Rejects with ObjectUnreachable when the object does not answer. Tokens go in and out sealed. */
export interface BudgetClient {
  exchange(request: ExchangeRequest): Promise<ExchangeAnswer>;
  token(): Promise<TokenAnswer>;
  /** False when the lease had lapsed: somebody else is renewing. */
  storeToken(leaseId: string, sealed: string, expiresAt: number): Promise<boolean>;
  invalidateToken(version: number): Promise<void>;
  dump(): Promise<BudgetDump>;
  wake(): Promise<void>;
}

/** `assume` is believed until the vendor's first reply says otherwise; by default Shopify's standard plan. */
export function budget(
  env: Pick<ObjectBindings, "RATE_BUDGET">,
  account: string,
  assume: AssumedBucket = { size: 2_000, restorePerSecond: 100 },
): BudgetClient {
  const ask = <T>(call: (object: DurableObjectStub<RateBudget>) => Promise<T>): Promise<T> =>
    reach(`budget ${account}`, () => call(env.RATE_BUDGET.get(env.RATE_BUDGET.idFromName(account))));
  return {
    exchange: (request) => ask((object) => object.exchange(request, assume)),
    token: () => ask<TokenAnswer>(async (object) => object.token()),
    storeToken: (leaseId, sealed, expiresAt) => ask((object) => object.storeToken(leaseId, sealed, expiresAt)),
    invalidateToken: (version) => ask((object) => object.invalidateToken(version)),
    dump: () => ask((object) => object.dump()),
    wake: () => ask((object) => object.wake()),
  };
}

export interface LiveFeedClient {
  /** Tells every open dashboard; answers how many took it, 0 also when the feed cannot be reached. */
  publish(event: LiveEvent): Promise<number>;
  /** Works once, for a minute of real time. */
  ticket(principal: string): Promise<{ ticket: string; expiresAt: number }>;
  /** Passes a WebSocket request on; with a `principal` control vouches for it, without one it must bring a ticket. */
  connect(request: Request, principal?: string): Promise<Response>;
  dump(): Promise<{ sockets: number; tickets: number }>;
}

export function liveFeed(env: Pick<ObjectBindings, "LIVE_FEED">): LiveFeedClient {
  const stub = () => env.LIVE_FEED.get(env.LIVE_FEED.idFromName("live"));
  const ticket = (principal: string) => reach("live feed", () => stub().ticket(principal));
  return {
    publish: (event) => reach("live feed", () => stub().publish(event)).catch(() => 0),
    ticket,
    async connect(request, principal) {
      if (principal === undefined) return stub().fetch(request);
      const headers = new Headers(request.headers);
      const offered = headers.get("sec-websocket-protocol");
      const own = (await ticket(principal)).ticket;
      headers.set("sec-websocket-protocol", offered ? `${offered}, ticket.${own}` : `ticket.${own}`);
      return stub().fetch(new Request(request, { headers }));
    },
    dump: () => reach("live feed", () => stub().dump()),
  };
}

export interface AuditHeadClient {
  /** Null before anything was ever noted. */
  read(): Promise<ChainEnd | null>;
  note(end: ChainEnd): Promise<void>;
  replace(end: ChainEnd | null): Promise<void>;
}

/** Rejects with ObjectUnreachable when the object does not answer. */
export function auditHead(env: AuditHeadBinding): AuditHeadClient {
  const ask = <T>(call: (object: DurableObjectStub<AuditHead>) => Promise<T>): Promise<T> =>
    reach("audit head", () => call(env.AUDIT_HEAD.get(env.AUDIT_HEAD.idFromName("audit"))));
  return {
    read: () => ask<ChainEnd | null>(async (object) => object.read()),
    note: (end) => ask((object) => object.note(end)),
    replace: (end) => ask((object) => object.replace(end)),
  };
}

const longestText = 300;

// itty sends arguments in a header: ASCII, and far from its size limit.
function ascii(text: string): string {
  return encodeURIComponent(text.slice(0, longestText));
}

function readable(dump: BreakerDump): BreakerDump {
  const { force } = dump.breaker;
  const changes = dump.changes.map((change) =>
    change.by === undefined ? change : { ...change, by: plain(change.by), why: plain(change.why ?? "") },
  );
  const breaker = force
    ? { ...dump.breaker, force: { ...force, by: plain(force.by), why: plain(force.why) } }
    : dump.breaker;
  return { ...dump, breaker, changes };
}

function plain(text: string): string {
  return decodeURIComponent(text);
}

/** The agent's lease, mode, stop, ticks and settings. Refusals are values; rejects with ObjectUnreachable only. */
export function agentState(env: { AGENT_STATE: DurableObjectNamespace<AgentState> }, agent: string): AgentStateApi {
  const ask = <T>(call: (object: AgentStateApi) => Promise<T>): Promise<T> =>
    reach(`agent ${agent}`, () =>
      call(env.AGENT_STATE.get(env.AGENT_STATE.idFromName(agent)) as unknown as AgentStateApi),
    );
  return {
    begin: (request) => ask((object) => object.begin(request)),
    finish: (request) => ask((object) => object.finish(request)),
    ask: (request) => ask((object) => object.ask(request)),
    pending: (request) => ask((object) => object.pending(request)),
    cancel: (request) => ask((object) => object.cancel(request)),
    configure: (request) => ask((object) => object.configure(request)),
    stop: (request) => ask((object) => object.stop(request)),
    release: (request) => ask((object) => object.release(request)),
    mayCall: (request) => ask((object) => object.mayCall(request)),
    settled: (request) => ask((object) => object.settled(request)),
    view: (now) => ask((object) => object.view(now)),
    ticks: (query) => ask((object) => object.ticks(query)),
    wake: (now) => ask((object) => object.wake(now)),
  };
}
