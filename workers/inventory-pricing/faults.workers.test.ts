import { beforeAll, describe, expect, it } from "vitest";
import {
  forget,
  prepareShop,
  type Subject,
  sandboxPost,
  silentVendor,
  subjects,
  variants,
} from "#tests/workers/effect-subjects.ts";
import { killer } from "#tests/workers/killer.ts";
import { mailbox } from "#tests/workers/kit-harness.ts";
import { recover, seedAction, work } from "#tests/workers/ledger-harness.ts";

/** The vendor's own faults, alone and together with a crash right after the call. Delays stay below `settleMs`. */

beforeAll(prepareShop);

const store = Object.entries(subjects).filter(
  ([name]) => name.startsWith("price.set") || name.startsWith("stock.sync"),
);
const faults = ["reply-lost", "commit-delayed", "502", "throttled"] as const;
const delayMs = 400;

describe.each(store)("%s", (_name, subject) => {
  it.each(faults)(
    "has one effect under %s",
    async (kind) => {
      await attempt(subject, kind, false);
    },
    60_000,
  );

  it.each(["reply-lost", "commit-delayed"] as const)(
    "has one effect under %s and a crash after the call",
    async (kind) => {
      await attempt(subject, kind, true);
    },
    60_000,
  );
});

describe("once.send (no key, no look-up)", () => {
  const subject = subjects["once.send (no key, no look-up)"]!;

  it("asks a person when the answer was lost, and never sends again", async () => {
    silentVendor.lost = 1;
    const seed = subject.seed(variants[0]!, 5_000);
    const mark = await subject.mark();
    const id = await seedAction(subject.desk, seed);
    await work(subject.desk, id);
    const row = await recover(subject.desk, id);
    expect(row).toMatchObject({
      status: "unknown",
      status_reason: "it may or may not have happened: a person must look",
    });
    expect(await subject.effects(seed, mark)).toHaveLength(1);
  });
});

async function attempt(subject: Subject, kind: (typeof faults)[number], crash: boolean): Promise<void> {
  const variant = variants[faults.indexOf(kind)]!;
  const seed = subject.seed(variant, 2_000 + faults.indexOf(kind) + (crash ? 50 : 0));
  const mark = await subject.mark();
  await sandboxPost("faults", {
    target: seed.kind === "price.set" ? "productVariantsBulkUpdate" : "inventoryAdjustQuantities",
    kind,
    count: 1,
    delayMs,
  });
  const id = await seedAction(subject.desk, seed);
  const dies = killer(crash ? { at: 0, when: "after" } : null, (operation) =>
    /^fetch (VariantPricesUpdate|InventoryAdjust)/.test(operation),
  );
  const finished = dies.run(() => work(subject.desk, id, dies.env));
  await Promise.race([finished, dies.death, new Promise((done) => setTimeout(done, 25_000))]);
  mailbox.actions.length = 0;
  await new Promise((done) => setTimeout(done, 2 * delayMs));
  const row = await recover(subject.desk, id);
  const effects = await subject.effects(seed, mark);
  expect([row.status, effects.length], String(row.status_reason)).toEqual(["applied", 1]);
  await forget(variant, seed);
}
