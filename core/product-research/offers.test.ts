import { expect, test } from "vitest";
import {
  DAYS_TO_LAST,
  type DoubtedCost,
  doubtAgain,
  doubtOffer,
  doubtSource,
  hasLasted,
  LOOKS_TO_LAST,
} from "./doubt-offer.ts";
import { similarTitles, titleIndex, titleWords } from "./title-similarity.ts";

const catalogue = titleIndex([
  { id: "1", title: "WHITE HANGING HEART T-LIGHT HOLDER" },
  { id: "2", title: "RED HANGING HEART T-LIGHT HOLDER" },
  { id: "3", title: "JUMBO BAG RED RETROSPOT" },
  { id: "4", title: "SET OF 3 CAKE TINS PANTRY DESIGN" },
]);

test("the same words in another order, case or number are the same title", () => {
  const [first] = similarTitles(catalogue, "Heart light holders, white, hanging", 0.85);
  expect(first).toMatchObject({ id: "1" });
  expect(first!.similarity).toBeCloseTo(1, 12);
  expect(titleWords("The 3 Glasses of a BUS")).toEqual(["glasse", "bus"]);
});

test("rare words bring titles closer than common ones", () => {
  const found = similarTitles(catalogue, "retrospot lunch box red", 0.1);
  expect(found.map(({ id }) => id)).toEqual(["3", "2"]);
  expect(found[0]!.similarity).toBeGreaterThan(2 * found[1]!.similarity);
});

test("nothing in common, or nothing said, is like nothing", () => {
  expect(similarTitles(catalogue, "wireless earphones", 0.01)).toEqual([]);
  expect(similarTitles(catalogue, "3 of a", 0)).toEqual([]);
  expect(similarTitles(titleIndex([]), "anything", 0)).toEqual([]);
});

test("a cost is believed when it is a price and near the last one", () => {
  const last = { costMinor: 500, currency: "USD" };
  expect(doubtOffer({ costMinor: 700, currency: "USD" }, last)).toBeNull();
  expect(doubtOffer({ costMinor: 700, currency: "USD" }, null)).toBeNull();
  for (const [costMinor, why] of [
    [0, /nothing/],
    [-500, /negative/],
    [Number.NaN, /no number/],
    [50_000, /went from 500 to 50000/],
    [5, /went from 500 to 5 /],
    [2_000_000_000, /beyond/],
  ] as const)
    expect(doubtOffer({ costMinor, currency: "USD" }, last)).toMatch(why);
  expect(doubtOffer({ costMinor: 500, currency: "GBP" }, last)).toMatch(/from USD to GBP/);
  expect(doubtOffer({ costMinor: 500, currency: "$" }, null)).toMatch(/currency/);
});

test("a tenth of doubtful offers spoils the whole answer", () => {
  expect([doubtSource(0, 0), doubtSource(1, 10), doubtSource(2, 10), doubtSource(1, 1)]).toEqual([
    false,
    false,
    true,
    true,
  ]);
});

test("a jumped cost is the price once it has stood for a week of looks, and begins anew when it moves", () => {
  const day = 86_400_000;
  const at = (costMinor: number) => ({ costMinor, currency: "USD" });
  let held: DoubtedCost | null = null;
  for (let look = 0; look < LOOKS_TO_LAST; look += 1) {
    held = doubtAgain(at(5_000 + look * 30), held, look * day);
    expect(hasLasted(held, look * day)).toBe(false);
  }
  held = doubtAgain(at(5_000), held, DAYS_TO_LAST * day);
  expect(held).toEqual({ ...at(5_000), since: 0, looks: LOOKS_TO_LAST + 1 });
  expect(hasLasted(held, DAYS_TO_LAST * day)).toBe(true);
  const once = doubtAgain(at(5_000), null, 0);
  expect(hasLasted(doubtAgain(at(5_000), once, 30 * day), 30 * day)).toBe(false);
  expect(doubtAgain(at(6_000), held, 9 * day)).toEqual({ ...at(6_000), since: 9 * day, looks: 1 });
  expect(doubtAgain({ costMinor: 5_000, currency: "GBP" }, held, 9 * day)).toMatchObject({ looks: 1 });
});
