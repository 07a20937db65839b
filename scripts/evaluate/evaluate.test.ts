import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { lineBatches } from "./line-batches.ts";
import { answersTo, TASKS } from "./tasks.ts";

function evaluate(task: string, ...lines: unknown[]) {
  return answersTo(
    task,
    lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))),
  );
}

test("a line that cannot be read answers with its id and the others are untouched", async () => {
  const results = await evaluate(
    "intermittent",
    { id: "a", x: [0, 2, 0], method: "ses", alpha: 0.1 },
    "{broken",
    "",
    { id: "b", x: [], method: "ses", alpha: 0.1 },
    { id: "c", x: [1], method: "magic", alpha: 0.1 },
    { id: 4, x: [0, 2, 0], method: "tsb", alpha: 0.1 },
  );
  expect(results.map(({ id }) => id)).toEqual(["a", null, "b", "c", 4]);
  expect(results.map((result) => "error" in result)).toEqual([false, true, true, true, false]);
  expect(results.map(({ line }) => line)).toEqual([undefined, 2, 4, 5, undefined]);
});

test("a broken line keeps the id that can be told, and many problems of one line stay one sentence", async () => {
  const results = await evaluate(
    "forecast",
    '{"id":"nan","x":[1,NaN],"h":1}',
    '{"id":12,"x":[1,2',
    '{"id":"cut \\" short',
    { id: "text", x: ["1", "2", "3", "4", "5"], h: 1 },
  );
  expect(results.map(({ id }) => id)).toEqual(["nan", 12, null, "text"]);
  expect(results[3]!.error).toMatch(/^x\[0\]: .*; x\[1\]: .*; x\[2\]: .*; and 2 more$/);
});

test("a figure that cannot be computed is an error and not an empty place", async () => {
  const [huge, few] = await Promise.all([
    evaluate("forecast", { id: 1, x: [1e308, 1e308, 1.5e308], h: 1 }),
    evaluate("trend", { id: 2, x: [1, 2, 3] }),
  ]);
  expect(huge[0]).toMatchObject({ id: 1, error: expect.stringContaining("mean.0") });
  expect(few[0]).toMatchObject({ id: 2, score: 0, lower: null });
});

test("answers come while the lines still do, whatever the pieces they arrive in", async () => {
  const text = `\uFEFF${[1, 2, 3].map((id) => JSON.stringify({ id, x: [id, 2, 3], h: 1, note: "a\u2028b" })).join("\r\n")}`;
  const asked: number[] = [];
  async function* pieces() {
    for (let at = 0; at < text.length; at += 7) {
      asked.push(at);
      yield text.slice(at, at + 7);
    }
  }
  const run = await TASKS.forecast!();
  const ids: unknown[] = [];
  let whenFirst = 0;
  for await (const answers of run(lineBatches(pieces()))) {
    if (ids.length === 0) whenFirst = asked.length;
    ids.push(...answers.map(({ id }) => id));
  }
  expect(ids).toEqual([1, 2, 3]);
  expect(whenFirst).toBeLessThan(asked.length / 2);
});

test("a training file is used whole or not at all", async () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "train-")), "texts.ndjson");
  const asked = () => answersTo("intent", ['{"id":1,"text":"send it back"}'], { trainFile: file });
  writeFileSync(file, '{"text":"send it back","label":"return"}\r\n\r\n{"text":"where is it","label":"track"}\r\n');
  expect(await asked()).toMatchObject([{ id: 1, label: "return" }]);
  writeFileSync(file, '{"text":"a","label":"b"}\nbroken\n');
  await expect(asked()).rejects.toThrow("line 2 is not JSON");
  writeFileSync(file, '{"text":"a","label":1}\n');
  await expect(asked()).rejects.toThrow("line 1 is not {text, label}");
  writeFileSync(file, '{"text":"a","label":"b"}\n');
  await expect(asked()).rejects.toThrow("fewer than two labels");
});

test("one line's overflow is that line's error, never a null, and every id comes back as it was", async () => {
  const results = await evaluate(
    "forecast",
    { id: "huge", x: [1e308, 1e308, 1e308, 1], m: 1, h: 1 },
    { id: { order: 7 }, x: [5, 6, 7], m: 1, h: 1 },
  );
  expect(results[0]).toEqual({ id: "huge", line: 1, error: expect.stringMatching(/^mean.0 is too large/) });
  expect(results[1]).toMatchObject({ id: { order: 7 }, method: expect.any(String) });
  const [demand] = await evaluate("demand", { id: 1, x: [1e300, 0, 5], lead: 3, service: [0.5] });
  expect(demand).toHaveProperty("id", 1);
});

test("a promotion is a number or yes and no", async () => {
  const rows = [5, 6, 7, 8, 9, 10].map((price, i) => ({ price, quantity: 100 / price + (i % 2) }));
  const [numbers, words] = await evaluate(
    "elasticity",
    { id: 1, rows: rows.map((row, i) => ({ ...row, promo: i % 2 })) },
    { id: 1, rows: rows.map((row, i) => ({ ...row, promo: i % 2 === 1 })) },
  );
  expect(numbers).toEqual(words);
});

test("a forecast has a mean and two intervals of the wanted length", async () => {
  const [result] = await evaluate("forecast", { id: 1, x: [5, 6, 7, 8, 9, 10], m: 1, h: 3 });
  for (const key of ["mean", "lo80", "hi80", "lo95", "hi95"]) expect(result![key]).toHaveLength(3);
});

test("stock formulas come together as one order policy", async () => {
  const [result] = await evaluate("stock", {
    id: 1,
    dailyMean: 10,
    dailySd: 4,
    leadDays: 9,
    leadSd: 2,
    service: 0.95,
    orderCost: 50,
    holdingCostPerUnitYear: 4,
    annualDemand: 3650,
  });
  expect(result!.safetyStock).toBeCloseTo(38.3642, 3);
  expect(result!.reorderPoint).toBeCloseTo(128.3642, 3);
  expect(result!.economicOrderQuantity).toBeCloseTo(302.0761, 3);
  expect(result!.fillRate).toBeCloseTo(1 - (Math.sqrt(544) * 0.0208916) / 302.0761, 5);
});

test("five items of a group share a prior, an item that never changed its price gets it whole", async () => {
  const item = (id: string, slope: number) => ({
    id,
    group: "juice",
    rows: [5, 6, 7, 8, 9, 10].map((price, i) => ({ price, quantity: 1000 * price ** slope * (1 + 0.1 * (i % 2)) })),
  });
  const steady = { id: "steady", group: "juice", rows: [5, 5, 5, 5].map((price) => ({ price, quantity: 10 })) };
  const results = await evaluate(
    "elasticity",
    ...[-1.4, -1.5, -1.6, -1.5, -1.5].map((e, i) => item(`i${i}`, e)),
    steady,
  );
  expect(results.at(-1)).toMatchObject({ id: "steady", ols: null, identified: false, reason: "price-hardly-moved" });
  expect(results.at(-1)!.shrunk).toBeCloseTo(-1.5, 0);
  expect(results[0]).toMatchObject({ identified: true });
});

test("a price comes with its reasons", async () => {
  const question = {
    priceMinor: 2000,
    costMinor: 800,
    weeklyUnits: 30,
    taxRate: 0.2,
    taxIncluded: true,
    feeRate: 0.03,
  };
  const limits = { marginFloor: 0.15, largestMove: 0.1 };
  const [cut, unknown] = await evaluate(
    "price",
    { id: 1, ...question, ...limits, elasticity: -4, se: 0.2 },
    { id: 2, ...question, ...limits, elasticity: null },
  );
  expect(cut).toMatchObject({ held: false, reasons: [{ code: "largest-move" }, { code: "rounded" }, {}] });
  expect(unknown).toMatchObject({ held: true, price: 2000, reasons: [{ code: "elasticity-not-identified" }] });
});

test("customers are fitted together and the parameters come first", async () => {
  const results = await evaluate(
    "customers",
    ...Array.from({ length: 40 }, (_, i) => ({
      id: i,
      x: i % 4,
      tx: i % 4 ? 10 + (i % 7) : 0,
      T: 30,
      meanSpend: 20 + i,
    })),
  );
  expect(results).toHaveLength(41);
  expect(results[0]).toMatchObject({
    params: { bgnbd: { r: expect.any(Number) }, gammaGamma: { p: expect.any(Number) } },
  });
  expect(results[1]).toMatchObject({ id: 0, pAlive: 1 });
});

test("an order's risk is explained, whatever is known of it, and a wrong feature is that line's error alone", async () => {
  const [known, unknown, nested, wrong, snake] = await evaluate(
    "risk",
    { id: "o1", avs: "MISMATCH", priorGoodOrders: 3, country: "FR" },
    { id: "o2" },
    { id: "o3", features: { avs: "mismatch", priorGoodOrders: 3, shopHour: null } },
    { id: "o4", shopHour: 25 },
    { id: "o1", prior_good_orders: 3, avs: "mismatch", proxy_or_hosting: 0 },
  );
  expect(known).toMatchObject({ id: "o1", level: "low", reasons: [{ code: "avs-mismatch" }, { code: "good-orders" }] });
  expect(unknown).toMatchObject({ id: "o2", reasons: [] });
  expect({ ...nested, id: "o1" }).toEqual(known);
  expect(snake).toEqual(known);
  expect(wrong).toMatchObject({ id: "o4", error: expect.stringContaining("shopHour") });
});

test("an order with an amount comes with the cheapest choice and what each would cost", async () => {
  const bad = { avs: "mismatch", cvv: "mismatch", platformRisk: "high" };
  const [dear, cheap, assumed, none] = await evaluate(
    "risk",
    { id: 1, ...bad, amountMinor: 90_000, marginMinor: 20_000 },
    { id: 2, amountMinor: 2_000, marginMinor: 600 },
    { id: 3, amount_minor: 2_000 },
    { id: 4, amountMinor: null, ...bad },
  );
  expect(dear).toMatchObject({ decision: "review", expectedMinor: { pass: expect.any(Number) } });
  expect(cheap).toMatchObject({ decision: "pass" });
  expect({ ...assumed, id: 2 }).toEqual(cheap);
  expect(none).not.toHaveProperty("decision");
});

test("every public task is there", () => {
  const built = ["forecast", "intermittent", "demand", "stock", "elasticity", "price", "trend", "customers", "route"];
  expect(Object.keys(TASKS)).toEqual(
    expect.arrayContaining([...built, "anomalies", "experiment", "intent", "sentiment", "risk"]),
  );
});
