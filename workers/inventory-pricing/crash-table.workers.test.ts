import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { requestRevert } from "#agent-kit/ledger/decisions.ts";
import { forget, prepareShop, subjects, variants } from "#tests/workers/effect-subjects.ts";
import { killer } from "#tests/workers/killer.ts";
import { mailbox } from "#tests/workers/kit-harness.ts";
import { action, type Desk, recover, seedAction, work } from "#tests/workers/ledger-harness.ts";

/**
 * Killed = at the n-th outside operation the promise never settles and nothing after it runs. For every operation of
 * applying and of undoing, before it and after it, recovery must leave exactly one effect (at most one, and a question to
 * a person, where the vendor offers neither key nor look-up).
 */

beforeAll(prepareShop);

describe.each(Object.entries(subjects))("%s", (_name, subject) => {
  it("has its one effect wherever its applying is killed", async () => {
    const points = await throughAllPoints(async (point, round) => {
      const variant = variants[round % variants.length]!;
      const seed = subject.seed(variant, round);
      const mark = await subject.mark();
      const id = await seedAction(subject.desk, seed);
      const died = await killedAt(subject.desk, id, point);
      const row = await recover(subject.desk, id);
      const effects = await subject.effects(seed, mark);
      if (subject.certainty === "exactly-once" || !died) {
        expect([row.status, effects.length], `${point.when} ${point.at}: ${row.status_reason}`).toEqual(["applied", 1]);
      } else {
        expect(effects.length).toBeLessThanOrEqual(1);
        if (row.status !== "applied")
          expect(row).toMatchObject({
            status: "unknown",
            status_reason: expect.stringContaining("a person must look"),
          });
        if (row.status === "applied") expect(effects).toHaveLength(1);
      }
      await forget(variant, seed);
      return died;
    });
    expect(points).toBeGreaterThanOrEqual(12);
  }, 120_000);
});

const undoable = Object.entries(subjects).filter(([, subject]) => subject.undo !== null);

describe.each(undoable)("%s", (_name, subject) => {
  it("is undone once wherever its undoing is killed", async () => {
    const points = await throughAllPoints(async (point, round) => {
      const variant = variants[round % variants.length]!;
      const seed = subject.seed(variant, 1_000 + round);
      const id = await seedAction(subject.desk, seed);
      await work(subject.desk, id);
      expect(await action(id)).toMatchObject({ status: "applied", status_reason: null });
      const mark = await subject.mark();
      const told = await requestRevert(env.DB, {
        ids: [id],
        actor: "test",
        role: "admin",
        now: Date.now(),
        requestId: crypto.randomUUID(),
      });
      expect(told).toMatchObject([{ ok: true, status: "reverting" }]);
      const died = await killedAt(subject.desk, id, point);
      const row = await recover(subject.desk, id);
      const effects = await subject.effects(seed, mark);
      if (subject.undo === 0) {
        const draft = await env.DB.prepare("SELECT status FROM purchase_drafts WHERE id = ?1").bind(id).first();
        expect([row.status, draft?.status]).toEqual(["reverted", "cancelled"]);
      } else
        expect([row.status, effects.length], `${point.when} ${point.at}: ${row.status_reason}`).toEqual([
          "reverted",
          subject.undo,
        ]);
      await forget(variant, seed);
      return died;
    });
    expect(points).toBeGreaterThanOrEqual(8);
  }, 120_000);
});

/** Runs `attempt` for the 0th, 1st, 2nd … operation, before and after, until one is beyond the last; answers how many died. */
async function throughAllPoints(
  attempt: (point: { at: number; when: "before" | "after" }, round: number) => Promise<boolean>,
): Promise<number> {
  let died = 0;
  for (let at = 0; at < 60; at += 1) {
    const before = await attempt({ at, when: "before" }, 2 * at);
    if (!before) return died;
    await attempt({ at, when: "after" }, 2 * at + 1);
    died += 2;
  }
  throw new Error("there is no end to its operations");
}

async function killedAt(desk: Desk, id: string, point: { at: number; when: "before" | "after" }): Promise<boolean> {
  const killed = killer(point);
  const finished = killed.run(() => work(desk, id, killed.env));
  await Promise.race([finished, killed.death]);
  // What the dead one still had in hand must find nothing to do it with.
  await new Promise((done) => setTimeout(done, 5));
  mailbox.actions.length = 0;
  return killed.dead;
}
