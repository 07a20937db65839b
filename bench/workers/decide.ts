import type { AgentEnv } from "#agent-kit/agent-env.ts";
import { clockOffsetKey } from "#agent-kit/clock.ts";
import type { RunMessage } from "#agent-kit/messages.ts";
import InventoryPricingAgent from "#workers/inventory-pricing/index.ts";
import { closeDays } from "#workers/store-sync/days/close-days.ts";
import type { StoreSyncEnv } from "#workers/store-sync/env.ts";
import { openSync } from "#workers/store-sync/open-sync.ts";
import { knownShop } from "#workers/store-sync/sync.ts";
import type { DayTold, RetailDay } from "../retail-year.ts";
import { live, rejectBest, tellDay } from "./retail-rows.ts";

/** Messages the agent sent itself; Node says when each is delivered. They die with the process, as a local queue does. */
const held: RunMessage[] = [];

/** Where the heap is watched, a pause with each of D1's answers at hand: only then does the inspector see the chunk whole. */
function seenFull(db: D1Database): D1Database {
  if (!("gc" in globalThis)) return db;
  return new Proxy(db, {
    get(target, key) {
      if (key !== "batch") {
        const member: unknown = Reflect.get(target, key, target);
        return typeof member === "function" ? member.bind(target) : member;
      }
      return async (statements: D1PreparedStatement[]) => {
        const answers = await target.batch(statements);
        await scheduler.wait(60);
        return answers;
      };
    },
  });
}

/** Inventory & pricing with a door: Node is its cron, its queue and its watchdog. Times are the shop's, in ms. */
export default class DecideBench extends InventoryPricingAgent {
  readonly #env: AgentEnv;

  constructor(ctx: ExecutionContext, env: AgentEnv) {
    const runs = { send: async (message: RunMessage) => void held.push(message) } as unknown as Queue<RunMessage>;
    const actions = { sendBatch: async () => undefined } as unknown as AgentEnv["ACTIONS"];
    const own = {
      ...env,
      AGENT: "inventory-pricing",
      SCHEDULE: "5 */2 * * *",
      RUNS: runs,
      ACTIONS: actions,
      DB: seenFull(env.DB),
    };
    super(ctx, own);
    this.#env = own;
  }

  override async fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const at = Number(searchParams.get("at"));
    if (pathname === "/close") await this.#close();
    else if (pathname === "/clock") await this.#env.KV.put(clockOffsetKey, String(at - Date.now()));
    else if (pathname === "/cron") await this.scheduled({ scheduledTime: at, cron: "5 */2 * * *", noRetry() {} });
    else if (pathname === "/next") await this.#next();
    else if (pathname === "/sweep") await this.sweep();
    else if (pathname === "/live") await live(this.#env.DB, (await request.json()) as RetailDay);
    else if (pathname === "/day") return Response.json(await this.#day(at, (await request.json()) as RetailDay));
    else if (pathname === "/reject") return Response.json(await rejectBest(this.#env.DB, at));
    else if (pathname === "/mode") return Response.json(await this.setMode({ mode: "approve", actor: "bench" }));
    else if (pathname !== "/") return new Response(null, { status: 404 });
    return Response.json({ waiting: held.length });
  }

  /** One message, as one invocation of the queue's consumer: the run's next chunk. */
  async #next(): Promise<void> {
    const body = held.shift();
    if (!body) return;
    const message = { id: "1", timestamp: new Date(), attempts: 1, body, ack() {}, retry() {} };
    const batch = { queue: "inventory-pricing-runs", messages: [message], ackAll() {}, retryAll() {}, metadata: {} };
    await this.queue(batch as unknown as MessageBatch);
  }

  /** A day as the shop lived it; the next morning its day is closed and the agent looks at it. */
  async #day(at: number, day: RetailDay): Promise<DayTold> {
    await live(this.#env.DB, day);
    await this.#env.KV.put(clockOffsetKey, String(at - Date.now()));
    await this.#close();
    await this.sweep();
    await this.scheduled({ scheduledTime: at, cron: "5 */2 * * *", noRetry() {} });
    while (held.length > 0) await this.#next();
    return tellDay(this.#env.DB, day.day + 1);
  }

  /** The night's work of store-sync: notes the day's close and packs it. */
  async #close(): Promise<void> {
    const sync = await openSync(this.#env as unknown as StoreSyncEnv);
    const shop = sync && (await knownShop(sync));
    if (!sync || !shop) throw new Error("no shop");
    while (await closeDays(sync, shop));
  }
}
