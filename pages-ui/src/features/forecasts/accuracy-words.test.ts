import { expect, it } from "vitest";
import { accuracySentence } from "./accuracy-words.ts";

const figures = (wape: number) => ({ wape, bias: 0, rmsse: 1, coverage80: 0.8, coverage95: 0.95 });

it("says how far off forecasts were, beside repeating the last week", () => {
  const plain = (text: string) => text.replaceAll("\u00a0", " ");
  expect(accuracySentence({ forecast: null, naive: null })).toBe("No forecast could be judged yet.");
  expect(plain(accuracySentence({ forecast: figures(0.45), naive: figures(0.6) }))).toBe(
    "Forecasts were off by 45 % of what was sold, 25 % less than repeating the last week.",
  );
  expect(plain(accuracySentence({ forecast: figures(0.6), naive: figures(0.5) }))).toContain("20 % more");
});
