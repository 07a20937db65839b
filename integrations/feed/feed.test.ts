import { expect, it } from "vitest";
import { costMinorOf, daysOf } from "#integrations/supplier/decimal.ts";
import { offerOfRow } from "./offer-of-row.ts";
import { readRows } from "./read-rows.ts";

const read = (text: string) => readRows(text, 100).map(offerOfRow);

it("reads CSV with quotes, other separators and other people's column names", () => {
  const [first, second] = read(
    'SKU;Name;Supplier Price;Currency;Shipping Cost;Shipping Time\nA-1;"Tea; towel, ""blue""";3.5;gbp;1.20;7-12 days\nB;Cup;2;GBP;;\n',
  );
  expect(first).toMatchObject({
    ok: true,
    offer: {
      reference: "A-1",
      title: 'Tea; towel, "blue"',
      costMinor: 350,
      currency: "GBP",
      shippingMinor: 120,
      shipDaysLow: 7,
      shipDaysHigh: 12,
    },
  });
  expect(second).toMatchObject({
    ok: true,
    offer: { shippingMinor: null, shipDaysHigh: null, stock: null, rating: null },
  });
});

it("reads JSON, alone or under products, and leaves unknown what it does not say", () => {
  const row = { id: 7, title: "Cup", price: 2.345, currency: "EUR", images: ["https://a.example/1.jpg"], rating: 9 };
  for (const text of [JSON.stringify([row]), JSON.stringify({ products: [row] })])
    expect(read(text)).toMatchObject([
      { ok: true, offer: { reference: "7", costMinor: 235, images: ["https://a.example/1.jpg"], rating: null } },
    ]);
});

it("says of each row that is no offer why", () => {
  const rows = read(
    "reference,title,cost,currency\n,x,1,GBP\na,,1,GBP\nb,x,1,pounds\nc,x,,GBP\nd,x,free,GBP\ne,x,-1,GBP\n",
  );
  expect(rows.map((row) => (row.ok ? row.offer.costMinor : row.why))).toEqual([
    "it has no reference",
    "it has no title",
    "it says no currency",
    "it has no cost",
    "its cost is no number",
    -100,
  ]);
});

it("refuses what is no list, and cuts one that is too long", () => {
  for (const text of ["<html></html>", "{}", '[{"a":', ""]) expect(() => readRows(text, 10)).toThrow(/supplier feed/);
  expect(readRows(`a,b\n${"1,2\n".repeat(50)}`, 10)).toHaveLength(10);
});

it("never makes a cost smaller", () => {
  expect([
    costMinorOf("0.071", "USD"),
    costMinorOf(11.09, "USD"),
    costMinorOf("19.99", "JPY"),
    costMinorOf("1e-3", "USD"),
  ]).toEqual([8, 1109, 20, 1]);
  expect([costMinorOf("", "USD"), costMinorOf("n/a", "USD"), costMinorOf(Number.NaN, "USD")]).toEqual([
    null,
    Number.NaN,
    Number.NaN,
  ]);
  expect([daysOf("9"), daysOf("10-20"), daysOf("soon")]).toEqual([
    { low: 9, high: 9 },
    { low: 10, high: 20 },
    { low: null, high: null },
  ]);
});
