import { expect, it } from "vitest";
import { batchesSentence, deedsOf, isMoving, whereRowsAre } from "./batch-words.ts";

const batch = (statuses: Record<string, number>) => ({
  statuses,
  rows: Object.values(statuses).reduce((sum, n) => sum + n, 0),
});

it("says where the rows of a batch are, and what can be done with all of it", () => {
  const partly = batch({ failed: 1, applied: 9 });
  expect(whereRowsAre(partly)).toBe("9 done, 1 failed");
  expect(deedsOf(partly)).toEqual({ approve: 0, cancel: 0, revert: 9, retry: 1 });
  expect(isMoving(partly)).toBe(false);
  expect(isMoving(batch({ applying: 1, applied: 3 }))).toBe(true);
});

it("begins the page with what is to come and what went wrong", () => {
  expect(batchesSentence([])).toBe("No batch of prices is scheduled.");
  expect(batchesSentence([batch({ scheduled: 3 }), batch({ proposed: 2 }), batch({ applied: 1, failed: 1 })])).toBe(
    "One batch is scheduled. One waits for a time. One went through only in part.",
  );
});
