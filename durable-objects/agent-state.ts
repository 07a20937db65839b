import { DurableObject } from "cloudflare:workers";
import { clock } from "#agent-kit/clock.ts";
import { workerLog } from "#agent-kit/log.ts";
import * as life from "#core/agents/lifecycle.ts";
import { unreachableVerdict } from "#core/resilience/breaker-verdict.ts";
import type { Tick } from "#schemas/rpc/agent.ts";
import type {
  AgentStateApi,
  AuditEntry,
  BeginReply,
  BeginRequest,
  FinishReply,
  FinishRequest,
  GrantedConnection,
  MayCall,
  PendingMessage,
} from "./agent-state-contract.ts";
import { callsInFlight, type Held, HeldRow, messageOf, viewOf } from "./agent-state-held.ts";
import { Outbox } from "./agent-state-outbox.ts";
import { modeLost, shopFor } from "./agent-state-shop.ts";
import { TickLog } from "./agent-state-ticks.ts";
import { breaker, liveFeed } from "./client.ts";
import type { LiveEvent } from "./live-feed.ts";
import type { StateEnv } from "./state-env.ts";

/** A run over before this is told of once, when it ends: its beginning would be old news. */
const shownAfterMs = 150;
/** Of one try at a breaker: two of them must fit into the time a caller waits for this object. */
const breakerLimitMs = 2_000;

/** One agent's lease, mode, stop, schedule and ticks. Single-threaded; every method loads, decides purely, saves. */
export class AgentState extends DurableObject<StateEnv> implements AgentStateApi {
  readonly #held: HeldRow;
  readonly #ticks: TickLog;
  readonly #outbox: Outbox;
  #begun: ReturnType<typeof setTimeout> | undefined;

  constructor(ctx: DurableObjectState, env: StateEnv) {
    super(ctx, env);
    this.#held = new HeldRow(ctx.storage.sql, ctx.id.name ?? "");
    this.#ticks = new TickLog(ctx.storage.sql);
    this.#outbox = new Outbox(ctx.storage.sql);
  }

  async begin(request: BeginRequest): Promise<BeginReply> {
    // These awaits open the input gate: lease and ticks are read only after them, in one synchronous transaction.
    const [connections, shop] = await Promise.all([
      this.#verdicts(request),
      shopFor(request, this.#held.load(request.agent), this.env.DB),
    ]);
    const blocking = connections.find(
      ({ connection, verdict }) =>
        !verdict.allow && request.needs.some((need) => need.required && need.connection === connection),
    );
    let fallen: string | null = null;
    const reply = this.ctx.storage.transactionSync((): BeginReply => {
      const held = this.#held.load(request.agent);
      held.shop = shop;
      fallen = this.#fallBack(held, request);
      const begun = life.begin(held.lifecycle, request, {
        now: request.now,
        seen: this.#ticks.settled(request.tickId),
        imported: shop.imported || !request.needsMirror,
        refusedBy: blocking ? refusedBy(blocking) : null,
        schedule: held.schedule,
        shopZone: shop.zone,
      });
      held.lifecycle = begun.next;
      this.#held.save(held);
      if (!begun.granted) {
        if (request.trigger !== "continuation") this.#ticks.refused(request, begun.reason, begun.detail ?? fallen);
        return { granted: false, reason: begun.reason, detail: begun.detail, tickId: request.tickId };
      }
      const { lease } = begun;
      if (request.trigger !== "continuation") this.#ticks.started(request, lease.runId, fallen);
      return {
        granted: true,
        runId: lease.runId,
        token: lease.token,
        tickId: lease.tickId,
        trigger: lease.trigger,
        mode: held.lifecycle.mode,
        settings: held.settings,
        settingsVersion: held.settingsVersion,
        startedAt: lease.startedAt,
        deadline: lease.deadline,
        chunk: lease.chunk,
        shopZone: shop.zone,
        replayOf: request.replayOf ?? null,
        connections,
      };
    });
    await this.#arm();
    const told = {
      topic: "tick",
      agent: request.agent,
      tickId: reply.tickId,
      granted: reply.granted,
      reason: reply.granted ? null : reply.reason,
      runId: reply.granted ? reply.runId : null,
      at: request.now,
    };
    if (reply.granted) this.#begun = setTimeout(() => this.#tell(told), shownAfterMs);
    else this.#tell(told);
    return reply;
  }

  async finish(request: FinishRequest): Promise<FinishReply> {
    const { reply, told } = this.ctx.storage.transactionSync((): { reply: FinishReply; told: Held | null } => {
      const held = this.#held.load();
      if (request.more) {
        const next = life.advance(held.lifecycle, request.token, request.now);
        if (!next) return { reply: { ok: false, code: "superseded" }, told: null };
        this.#held.save({ ...held, lifecycle: next });
        return { reply: { ok: true, chunk: next.lease?.chunk ?? null, followUp: null }, told: null };
      }
      const { lease } = held.lifecycle;
      const next = life.finish(held.lifecycle, request.token, request.outcome, request.now);
      if (!next || !lease) return { reply: { ok: false, code: "superseded" }, told: null };
      if (!request.recorded) this.#outbox.run(held.agent, lease, next.lastRun!, request.reason, held.lifecycle.mode);
      if (next.token !== request.token) this.#outbox.fence(held.agent, next.token);
      this.#ticks.finished(lease.tickId, request.outcome, request.now);
      const followUp = next.dirty ? this.#followUp(next, request.now) : null;
      this.#held.save({ ...held, lifecycle: followUp ? followUp.next : next });
      return { reply: { ok: true, chunk: null, followUp: followUp && { tickId: followUp.tickId } }, told: held };
    });
    if (told) {
      clearTimeout(this.#begun);
      this.#tell({ topic: "run", agent: told.agent, runId: request.runId, outcome: request.outcome, at: request.now });
    }
    await Promise.all([this.#reportConnections(request), this.#flush(), this.#arm()]);
    return reply;
  }

  async ask(
    request: Parameters<AgentStateApi["ask"]>[0],
  ): Promise<{ message: PendingMessage | null; delayMs: number }> {
    return this.ctx.storage.transactionSync(() => {
      const held = this.#held.load();
      const { tickId, trigger, scheduledFor, now } = request;
      const wish: life.Ask = {
        tickId,
        trigger,
        scheduledFor,
        notBefore: now,
        sentAt: now,
        replayOf: request.replayOf ?? null,
      };
      const asked = life.ask(held.lifecycle, wish, request.gapMs, now);
      this.#held.save({ ...held, lifecycle: asked.next });
      const told = { tickId, trigger, scheduledFor, now };
      if (asked.overlapping) this.#ticks.refused(told, "overlapping", held.lifecycle.lease?.runId ?? null);
      if (!asked.ask) return { message: null, delayMs: 0 };
      this.#ticks.asked(told);
      return { message: messageOf(asked.ask), delayMs: Math.max(0, asked.ask.notBefore - now) };
    });
  }

  async pending(request: { now: number; lostAfterMs: number }): Promise<PendingMessage[]> {
    return this.ctx.storage.transactionSync(() => {
      const held = this.#held.load();
      const { next, due } = life.dueAsks(held.lifecycle, request.now, request.lostAfterMs);
      const messages = due.map(messageOf);
      const { lease } = next;
      if (lease?.phase === "waiting" && lease.deadline <= request.now) {
        next.lease = { ...lease, deadline: request.now + life.waitingMs };
        messages.push({
          tickId: lease.tickId,
          trigger: "continuation",
          scheduledFor: lease.scheduledFor,
          runId: lease.runId,
          chunk: lease.chunk,
        });
      }
      this.#held.save({ ...held, lifecycle: next });
      return messages;
    });
  }

  async cancel(request: { runId: string; now: number; audit: AuditEntry }): Promise<boolean> {
    const held = this.#held.load();
    const { lease } = held.lifecycle;
    if (lease?.runId !== request.runId) return false;
    this.ctx.storage.transactionSync(() => {
      this.#close(held, lease, "cancelled", `cancelled by ${request.audit.actor}`, request.now);
      this.#outbox.audit(request.audit);
    });
    await Promise.all([this.#flush(), this.#arm()]);
    return true;
  }

  async configure(request: Parameters<AgentStateApi["configure"]>[0]): Promise<{ settingsVersion: number }> {
    const held = this.#held.load();
    this.ctx.storage.transactionSync(() => {
      // What allowed the mode may be newer than what this object has read of the shop.
      if (request.mode) held.shop.readAt = 0;
      if (request.mode) held.lifecycle = { ...held.lifecycle, mode: request.mode };
      if (request.pausedNote !== undefined) held.lifecycle = { ...held.lifecycle, pausedNote: request.pausedNote };
      if (request.schedule) held.schedule = request.schedule;
      if (request.settings) {
        held.settings = request.settings;
        held.settingsVersion += 1;
        this.#outbox.settings(held.agent, held.settingsVersion, held.settings, request.audit);
      }
      this.#outbox.audit(request.audit);
      this.#held.save(held);
    });
    this.#tell({ topic: "agent", agent: held.agent, at: request.now });
    await this.#flush();
    return { settingsVersion: held.settingsVersion };
  }

  async stop(request: Parameters<AgentStateApi["stop"]>[0]): Promise<{ at: number; inFlight: string[] }> {
    const held = this.#held.load();
    const already = held.lifecycle.stopped;
    const inFlight = callsInFlight(held, request.now);
    if (!already)
      this.ctx.storage.transactionSync(() => {
        held.lifecycle = { ...held.lifecycle, stopped: { by: request.by, why: request.why, at: request.now } };
        this.#outbox.audit(request.audit);
        this.#held.save(held);
      });
    this.#tell({ topic: "agent", agent: held.agent, at: request.now });
    await this.#flush();
    return { at: already?.at ?? request.now, inFlight: inFlight.map(([id]) => id) };
  }

  async release(request: { now: number; audit: AuditEntry }): Promise<void> {
    const held = this.#held.load();
    if (!held.lifecycle.stopped) return;
    this.ctx.storage.transactionSync(() => {
      held.lifecycle = { ...held.lifecycle, stopped: null };
      this.#outbox.audit(request.audit);
      this.#held.save(held);
    });
    this.#tell({ topic: "agent", agent: held.agent, at: request.now });
    await this.#flush();
  }

  async mayCall(request: Parameters<AgentStateApi["mayCall"]>[0]): Promise<MayCall> {
    const held = this.#held.load();
    const { stopped, mode, pausedNote } = held.lifecycle;
    if (stopped) return { ok: false, code: "stopped", message: `Stopped by ${stopped.by}: ${stopped.why}` };
    // An undo takes something back, so a paused or shadow agent may still do it; a stopped one may not.
    if (!request.undo && mode === "paused")
      return { ok: false, code: "paused", message: pausedNote ?? "The agent is paused." };
    if (!request.undo && mode === "shadow") return { ok: false, code: "shadow", message: "The agent is in shadow." };
    const live = callsInFlight(held, request.now);
    this.#held.save({ ...held, inFlight: Object.fromEntries([...live, [request.actionId, request.untilMs]]) });
    return { ok: true };
  }

  async settled(request: { actionId: string }): Promise<void> {
    const held = this.#held.load();
    const { [request.actionId]: _gone, ...inFlight } = held.inFlight;
    this.#held.save({ ...held, inFlight });
  }

  async view(now: number): ReturnType<AgentStateApi["view"]> {
    return viewOf(this.#held.load(), this.#ticks, now);
  }

  async ticks(query: { limit: number; before?: number }): Promise<Tick[]> {
    return this.#ticks.list(query.limit, query.before);
  }

  override async alarm(): Promise<void> {
    await this.wake((await clock(this.env)).now());
  }

  /** Closes what has lapsed, hands over what waits, forgets old ticks. Does what the alarm does, whenever it is called. */
  async wake(now: number): Promise<void> {
    const held = this.#held.load();
    if (held.watchedSince === undefined) this.#held.save({ ...held, watchedSince: now });
    const found = held.lifecycle.lease;
    // A run may have committed and died before it could say so: D1 knows better than the deadline.
    const recorded =
      found && life.lapse(this.#held.load().lifecycle, now) === "crashed"
        ? await this.#recordedOutcome(found.runId)
        : null;
    this.ctx.storage.transactionSync(() => {
      const held = this.#held.load();
      const { lease } = held.lifecycle;
      const verdict = lease && lease.token === found?.token ? life.lapse(held.lifecycle, now) : "none";
      if (lease && verdict === "resend") {
        const waiting = { ...lease, phase: "waiting" as const, deadline: now };
        this.#held.save({ ...held, lifecycle: { ...held.lifecycle, lease: waiting } });
      }
      if (lease && verdict === "crashed")
        this.#close(held, lease, recorded ?? "crashed", "nothing was heard of it after its deadline", now);
      this.#ticks.forget(now);
    });
    await this.#flush();
    await this.#arm();
  }

  #close(held: Held, lease: life.Lease, outcome: life.Outcome, reason: string, now: number): void {
    const next = life.finish(held.lifecycle, lease.token, outcome, now);
    if (!next?.lastRun) return;
    if (outcome !== "succeeded") this.#outbox.run(held.agent, lease, next.lastRun, reason, held.lifecycle.mode);
    if (next.token !== lease.token) this.#outbox.fence(held.agent, next.token);
    this.#ticks.finished(lease.tickId, outcome, now);
    const followUp = next.dirty ? this.#followUp(next, now) : null;
    this.#held.save({ ...held, lifecycle: followUp ? followUp.next : next });
    this.#tell({ topic: "run", agent: held.agent, runId: lease.runId, outcome, at: now });
  }

  #followUp(state: life.Lifecycle, now: number): { next: life.Lifecycle; tickId: string } | null {
    const tickId = `wake:after-${state.lastRun?.runId}`;
    const wish: life.Ask = { tickId, trigger: "wake", scheduledFor: now, notBefore: now, sentAt: now, replayOf: null };
    const asked = life.ask({ ...state, dirty: false }, wish, 0, now);
    if (!asked.ask) return null;
    this.#ticks.asked({ tickId, trigger: "wake", scheduledFor: now, now });
    return { next: asked.next, tickId };
  }

  async #verdicts(request: BeginRequest): Promise<GrantedConnection[]> {
    return Promise.all(
      request.needs.map(
        ({ connection, whenUnreachable = "call" }): Promise<GrantedConnection> =>
          breaker(this.env, connection, breakerLimitMs)
            .peek(request.now)
            .then(
              (verdict) => ({ connection, verdict }),
              () => ({ connection, verdict: unreachableVerdict(request.now, whenUnreachable), unreachable: true }),
            ),
      ),
    );
  }

  /** Takes away a mode the store no longer allows; only a person raises it again. Returns why, for the tick. */
  #fallBack(held: Held, request: BeginRequest): string | null {
    const because = modeLost(held, request);
    if (because === null) return null;
    held.lifecycle = { ...held.lifecycle, mode: "shadow" };
    const who = { id: crypto.randomUUID(), at: request.now, actor: "system", role: "system" };
    const detail = { mode: "shadow", because };
    this.#outbox.audit({ ...who, operation: "agents.mode", subject: request.agent, detail });
    return because;
  }

  async #recordedOutcome(runId: string): Promise<life.Outcome | null> {
    const row = await this.env.DB.prepare("SELECT outcome FROM runs WHERE id = ?1")
      .bind(runId)
      .first<{ outcome: life.Outcome | null }>();
    return row?.outcome ?? null;
  }

  async #reportConnections(request: FinishRequest): Promise<void> {
    await Promise.all(
      request.connections.map(({ connection, outcomes }) =>
        outcomes.ok + outcomes.failed === 0
          ? undefined
          : // A report that is lost costs its counts; the run is over either way.
            breaker(this.env, connection, breakerLimitMs)
              .report(outcomes, request.now)
              .catch((error: unknown) => this.#log().warn("outcomes not counted", { connection, error })),
      ),
    );
  }

  async #flush(): Promise<void> {
    try {
      await this.#outbox.flush(this.env.DB);
    } catch (error) {
      // Stays in the outbox; the alarm armed after this tries again.
      this.#log().warn("the outbox waits for D1", { error });
    }
  }

  /** Alarms run in real time, deadlines in the shop's: the alarm is only the wake-up call. */
  async #arm(): Promise<void> {
    const { lifecycle } = this.#held.load();
    const { lease } = lifecycle;
    const time = await clock(this.env);
    const due: number[] = [];
    if (lease) due.push(lease.deadline + life.graceMs - time.offsetMs);
    if (this.#outbox.size() > 0) due.push(time.real() + 10_000);
    if (due.length === 0) return;
    const at = Math.max(time.real() + 1_000, Math.min(...due));
    const current = await this.ctx.storage.getAlarm();
    if (current === null || current > at) await this.ctx.storage.setAlarm(at);
  }

  #tell(event: LiveEvent & { agent: string }): void {
    // The feed is a convenience: a run must not fail because nobody can watch it.
    this.ctx.waitUntil(
      liveFeed(this.env)
        .publish(event)
        .catch((error: unknown) => this.#log().debug("live feed missed", { error })),
    );
  }

  #log() {
    return workerLog(this.env, { agent: this.ctx.id.name ?? "" }, Date.now);
  }
}

function refusedBy({ connection, verdict, unreachable }: GrantedConnection): string {
  return unreachable ? `${connection}'s breaker cannot be reached` : `${connection} is ${verdict.state}`;
}
