import { expect, it } from "vitest";
import { figure, inWords, movePercent, percent, plural, sentence } from "./number.ts";

it("writes shares and moves as percent with a real minus", () => {
  expect(percent(0.873)).toBe("87\u00a0%");
  expect(percent(1)).toBe("100\u00a0%");
  expect(percent(0)).toBe("0\u00a0%");
  expect(percent(0.999)).toBe("over 99\u00a0%");
  expect(percent(0.002)).toBe("under 1\u00a0%");
  expect(movePercent(5.06)).toBe("+5.1\u00a0%");
  expect(movePercent(-2.04)).toBe("−2\u00a0%");
  expect(movePercent(-0.01)).toBe("0\u00a0%");
});

it("keeps figures short without pretending precision", () => {
  expect(figure(-1.3049)).toBe("−1.3");
  expect(figure(0.871)).toBe("0.87");
  expect(figure(1204)).toBe("1,204");
  expect(figure(1204.6)).toBe("1,205");
  expect(figure(-0.001)).toBe("0");
});

it("counts as prose does", () => {
  expect(inWords(3)).toBe("three");
  expect(inWords(41)).toBe("41");
  expect(plural(1, "price")).toBe("1 price");
  expect(plural(2, "reply", "replies")).toBe("2 replies");
  expect(sentence("three wait")).toBe("Three wait");
});
