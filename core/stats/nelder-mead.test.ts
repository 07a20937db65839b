import { expect, test } from "vitest";
import { nelderMead } from "./nelder-mead.ts";

test("finds the bottom of Rosenbrock's valley", () => {
  const found = nelderMead(([x, y]) => (1 - x!) ** 2 + 100 * (y! - x! ** 2) ** 2, [-1.2, 1], { tolerance: 1e-16 });
  expect(found.point[0]).toBeCloseTo(1, 4);
  expect(found.point[1]).toBeCloseTo(1, 4);
});

test("never leaves the allowed region", () => {
  const found = nelderMead(([x]) => (x! < 2 ? Number.POSITIVE_INFINITY : x!), [5]);
  expect(found.point[0]).toBeGreaterThanOrEqual(2);
  expect(found.value).toBeCloseTo(2, 3);
});
