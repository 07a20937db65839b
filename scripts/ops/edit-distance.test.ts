import { expect, it } from "vitest";
import { editDistance } from "./edit-distance.ts";

it("counts what has to change", () => {
  expect(editDistance("kitten", "sitting")).toBe(3);
  expect(editDistance("agents.lst", "agents.list")).toBe(1);
  expect([editDistance("", "abc"), editDistance("abc", ""), editDistance("a", "a")]).toEqual([3, 3, 0]);
});
