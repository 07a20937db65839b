import "#schemas/zod-locale.ts";
import { WorkerEntrypoint } from "cloudflare:workers";
import { toKitError } from "#agent-kit/errors.ts";
import { withLimits } from "#agent-kit/limits/with-limits.ts";
import { type Report, reporter, reporting } from "#agent-kit/report.ts";
import { sleep } from "#agent-kit/sleep.ts";
import { consumeDeliveries } from "./deliveries/consume.ts";
import type { StoreSyncEnv } from "./env.ts";
import { importStep } from "./import/drive.ts";
import { openImport, planImport } from "./import/imports.ts";
import { type Delivery, syncMessage, type Task } from "./messages.ts";
import { isOneStore } from "./one-store.ts";
import { type OpenSync, openSync } from "./open-sync.ts";
import { carryOutPrivacy } from "./privacy/carry-out.ts";
import { reconcile } from "./reconcile/reconcile.ts";
import { knownShop } from "./sync.ts";
import { newsOf, wake } from "./wake.ts";

/** Steps of an import one message takes, and the longest pause between two of them that is not worth a message. */
const stepsAtOnce = 8;
const shortWaitMs = 1_000;

/** Messages wait at most this long for their turn; the queue counts seconds. */
const seconds = (ms: number) => Math.min(600, Math.ceil(ms / 1_000));

/**
 * Turns the store's events into the mirror. All work is done by the one consumer of `shop-events`, so nothing here runs
 * beside itself; the cron only says that it is time.
 */
export default class StoreSync extends WorkerEntrypoint<StoreSyncEnv> {
  constructor(ctx: ExecutionContext, env: StoreSyncEnv) {
    super(ctx, withLimits(env));
  }

  override async scheduled(): Promise<void> {
    await reporting(this.#report(), () => this.env.SHOP_EVENTS.send({ type: "reconcile" }));
  }

  override async queue(batch: MessageBatch): Promise<void> {
    await reporting(this.#report(), () => this.#consume(batch));
  }

  async #consume(batch: MessageBatch): Promise<void> {
    const sync = await openSync(this.env);
    if (sync === null) return batch.ackAll();
    try {
      if (!(await isOneStore(sync))) return batch.ackAll();
      const { tasks, deliveries } = sorted(sync, batch);
      if (deliveries.length > 0) await this.#deliver(sync, deliveries);
      for (const task of tasks) await this.#work(sync, task);
    } finally {
      await sync.close();
    }
    batch.ackAll();
  }

  async #deliver(sync: OpenSync, deliveries: Delivery[]): Promise<void> {
    // First, and whatever is known of the shop: what it asks about people needs no store, only our own rows.
    if (deliveries.some(({ stream }) => stream === "privacy")) await carryOutPrivacy(sync);
    const shop = await knownShop(sync);
    // Before the first import there is nothing to bring up to date: the import reads it all, later than these.
    if (shop === null) return;
    const consumed = await consumeDeliveries(sync, shop, deliveries);
    await wake(sync, newsOf(consumed.events), deliveries.at(-1)?.traceparent);
    if (consumed.bulkFinished) await this.#work(sync, { type: "import-continue", id: "bulk" });
  }

  async #work(sync: OpenSync, task: Task): Promise<void> {
    try {
      if (task.type === "reconcile") await this.#reconcile(sync);
      else await this.#import(sync, task.type === "import");
    } catch (thrown) {
      // The next cron does the same again; retrying the message would only crowd it.
      sync.log.error("a task failed", { task: task.type, error: toKitError(thrown) });
      this.#report()(thrown, { task: task.type });
    }
  }

  #report(): Report {
    return reporter(this.env, this.ctx, "store-sync");
  }

  async #import(sync: OpenSync, mayBegin: boolean): Promise<void> {
    if (mayBegin && (await knownShop(sync))?.row.importedAt == null)
      await sync.db.batch([planImport(sync.db, "initial", sync.clock.now())]);
    let step = await importStep(sync);
    for (let steps = 1; step.kind === "again" && step.afterMs <= shortWaitMs && steps < stepsAtOnce; steps += 1) {
      if (step.afterMs > 0) await sleep(step.afterMs);
      step = await importStep(sync);
    }
    if (step.kind === "finished" && step.purpose === "initial") await wake(sync, ["import.completed"]);
    if (step.kind === "again")
      await this.env.SHOP_EVENTS.send({ type: "import-continue", id: "next" }, { delaySeconds: seconds(step.afterMs) });
  }

  async #reconcile(sync: OpenSync): Promise<void> {
    await carryOutPrivacy(sync);
    const shop = await knownShop(sync);
    if (shop === null || shop.row.importedAt === null) return this.#import(sync, true);
    const { events, more, auditPlanned } = await reconcile(sync, shop);
    await wake(sync, newsOf(events));
    if (more) await this.env.SHOP_EVENTS.send({ type: "reconcile" });
    // Also drives an audit whose continuation was lost.
    if (auditPlanned || (await openImport(sync.db)).length > 0) await this.#import(sync, false);
  }
}

function sorted(sync: OpenSync, batch: MessageBatch): { tasks: Task[]; deliveries: Delivery[] } {
  const tasks = new Map<string, Task>();
  const deliveries: Delivery[] = [];
  for (const { body } of batch.messages) {
    const parsed = syncMessage.safeParse(body);
    if (!parsed.success) sync.log.error("unreadable message", { issues: parsed.error.issues.slice(0, 3) });
    else if ("type" in parsed.data) tasks.set(parsed.data.type, parsed.data);
    else deliveries.push(parsed.data);
  }
  return { tasks: [...tasks.values()], deliveries };
}
