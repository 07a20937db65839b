import { expect, it } from "vitest";
import { holdBack } from "./hold-back.ts";

const idOf = (row: { id: string }) => row.id;
const rows = (ids: string) => [...ids].map((id) => ({ id, version: 2 }));

it("shows everything the first time", () => {
  expect(holdBack([], rows("abc"), idOf)).toEqual({ shown: rows("abc"), fresh: [] });
});

it("lets new rows wait and keeps the others where they are, updated", () => {
  const { shown, fresh } = holdBack(["a", "b", "c"], rows("xbacy"), idOf);
  expect(shown.map(idOf).join("")).toBe("abcy");
  expect(shown[0]?.version).toBe(2);
  expect(fresh.map(idOf).join("")).toBe("x");
});

it("lets rows leave, and shows a further page at once", () => {
  const { shown, fresh } = holdBack(["a", "b"], rows("bcd"), idOf);
  expect(shown.map(idOf).join("")).toBe("bcd");
  expect(fresh).toEqual([]);
});

it("has nothing to hold still when every known row is gone", () => {
  expect(holdBack(["a"], rows("xy"), idOf).shown.map(idOf).join("")).toBe("xy");
});
