import { expect, it } from "vitest";
import { groupChanges } from "./group-changes.ts";

const row = (id: string, groupKey: string, decidedAt: number | null, status: "applied" | "failed" = "applied") => ({
  id,
  groupKey,
  decidedAt,
  status,
});
const ids = (groups: { rows: { id: string }[] }[]) => groups.map(({ rows }) => rows.map(({ id }) => id).join(""));

it("joins neighbours of one decision and nothing else", () => {
  const rows = [row("a", "g", 1), row("b", "g", 1), row("c", "g", 2), row("d", "h", 2), row("e", "g", 2)];
  expect(ids(groupChanges(rows))).toEqual(["ab", "c", "d", "e"]);
});

it("keeps apart what ended differently, and what nobody decided", () => {
  expect(ids(groupChanges([row("a", "g", 1), row("b", "g", 1, "failed")]))).toEqual(["a", "b"]);
  expect(ids(groupChanges([row("a", "g", null), row("b", "g", null)]))).toEqual(["a", "b"]);
  expect(groupChanges([])).toEqual([]);
});

it("keeps a group's key while rows come and go at its ends, and never gives one twice", () => {
  const [before] = groupChanges([row("b", "g", 1), row("c", "g", 1)]);
  const [after] = groupChanges([row("a", "g", 1), row("b", "g", 1)]);
  expect(after?.key).toBe(before?.key);
  const split = groupChanges([row("a", "g", 1), row("x", "h", 1), row("b", "g", 1)]).map(({ key }) => key);
  expect(new Set(split).size).toBe(3);
});
