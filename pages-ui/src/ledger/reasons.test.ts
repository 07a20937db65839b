import { expect, it } from "vitest";
import { allFigures, readReasons } from "./reasons.ts";

it("reads sentences with and without numbers, and skips what it does not know", () => {
  expect(readReasons(["Held.", { code: "gain", text: "Gains.", numbers: { coverDays: 9, note: "x" } }, 7])).toEqual([
    { text: "Held.", figures: [] },
    { text: "Gains.", figures: [["coverDays", 9]] },
  ]);
});

it("names each figure once", () => {
  const reasons = readReasons([
    { code: "a", text: "A", numbers: { cover: 9, lead: 14 } },
    { code: "b", text: "B", numbers: { cover: 9 } },
  ]);
  expect(
    allFigures(reasons, [["elasticity", -1.3]])
      .map(([name]) => name)
      .sort(),
  ).toEqual(["cover", "elasticity", "lead"]);
});
