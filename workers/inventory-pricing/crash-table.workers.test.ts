import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { requestRevert } from "#agent-kit/ledger/decisions.ts";
import { killedAt, throughAllPoints } from "#tests/workers/crash-points.ts";
import { forget, prepareShop, subjects, variants } from "#tests/workers/effect-subjects.ts";
import { action, recover, seedAction, work } from "#tests/workers/ledger-harness.ts";

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
      await subject.prepare?.(seed);
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
      await subject.prepare?.(seed);
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
