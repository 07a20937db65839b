import { expect, it } from "vitest";
import { type Import, progressText, shareOf } from "./import-progress.ts";

const job = { linesDone: 1000, bytesDone: 250, bytesTotal: 1000, startedAt: 0 } as Import;

it("estimates from the pace so far", () => {
  expect(progressText(job, 30_000)).toBe("1,000 lines read, 25 %, about 2\u00a0min left.");
});

it("estimates nothing while it cannot", () => {
  expect(progressText({ ...job, bytesTotal: null, linesDone: 0 }, 30_000)).toBe("The shop is preparing the export.");
  expect(progressText({ ...job, bytesDone: 1 }, 30_000)).toBe("1,000 lines read.");
  expect(shareOf({ bytesDone: 2000, bytesTotal: 1000 })).toBe(1);
});
