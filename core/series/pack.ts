import { err, ok, type Result } from "#core/result.ts";
import { type DailySeries, emptySeries } from "./daily-series.ts";
import { unzigzag, varintReader, varintWriter, zigzag } from "./varint.ts";

export type UnpackError =
  | { readonly kind: "unknown-format"; readonly format: number }
  | { readonly kind: "damaged"; readonly bytes: number };

const format = 1;
/** About 270 years: a damaged length must not allocate the memory it claims. */
const mostDays = 100_000;

/**
 * A series as a few bytes: first day, length, then two run-length coded streams of varints. The first alternates runs of
 * days without trade and days with it; the second holds runs of equal stock, each a length and either 0 for unknown or
 * one more than the zigzagged stock. Of revenue only what the last day's unit price does not explain is written, which is
 * nothing while the price stands still. A sale every second week takes about 150 bytes a year.
 */
export function packSeries(series: DailySeries): Uint8Array {
  const out = varintWriter();
  const days = series.unitsSold.length;
  out.unsigned(format);
  out.signed(series.firstDay);
  out.unsigned(days);
  let unitPrice = 0;
  for (let day = 0; day < days; ) {
    const quietFrom = day;
    while (day < days && !traded(series, day)) day += 1;
    out.unsigned(day - quietFrom);
    if (day === days) break;
    const busyFrom = day;
    while (day < days && traded(series, day)) day += 1;
    out.unsigned(day - busyFrom);
    for (let at = busyFrom; at < day; at += 1) {
      const sold = series.unitsSold[at]!;
      const returned = series.unitsReturned[at]!;
      const revenue = series.revenueMinor[at]!;
      out.unsigned(2 * zigzag(sold) + (returned === 0 ? 0 : 1));
      if (returned !== 0) out.signed(returned);
      out.signed(revenue - expectedRevenue(sold, unitPrice));
      out.signed(series.orders[at]!);
      unitPrice = nextUnitPrice(unitPrice, sold, revenue);
    }
  }
  for (let day = 0; day < days; ) {
    const stock = series.stockAtClose[day]!;
    const from = day;
    while (day < days && series.stockAtClose[day] === stock) day += 1;
    out.unsigned(day - from);
    out.unsigned(stock === null ? 0 : 1 + zigzag(stock));
  }
  return out.bytes();
}

/** Nothing is expected beyond 2^50, so that the difference from it stays an exact integer. */
function expectedRevenue(sold: number, unitPrice: number): number {
  const revenue = sold * unitPrice;
  return Math.abs(revenue) < 2 ** 50 ? revenue : 0;
}

function nextUnitPrice(known: number, sold: number, revenue: number): number {
  return sold === 0 ? known : Math.round(revenue / sold);
}

function traded(series: DailySeries, day: number): boolean {
  return (
    series.unitsSold[day] !== 0 ||
    series.unitsReturned[day] !== 0 ||
    series.revenueMinor[day] !== 0 ||
    series.orders[day] !== 0
  );
}

export function unpackSeries(bytes: Uint8Array): Result<DailySeries, UnpackError> {
  const input = varintReader(bytes);
  const damaged = err({ kind: "damaged" as const, bytes: bytes.length });
  const found = input.unsigned();
  if (!input.intact) return damaged;
  if (found !== format) return err({ kind: "unknown-format", format: found });
  const series = emptySeries(input.signed());
  const days = input.unsigned();
  if (!input.intact || days > mostDays) return damaged;

  const { unitsSold, unitsReturned, revenueMinor, orders, stockAtClose } = series;
  let unitPrice = 0;
  while (unitsSold.length < days) {
    const quiet = input.unsigned();
    if (!fits(quiet, unitsSold.length)) return damaged;
    for (let day = 0; day < quiet; day += 1) {
      unitsSold.push(0);
      unitsReturned.push(0);
      revenueMinor.push(0);
      orders.push(0);
    }
    if (unitsSold.length === days) break;
    const busy = input.unsigned();
    if (busy === 0 || !fits(busy, unitsSold.length)) return damaged;
    for (let day = 0; day < busy; day += 1) {
      const head = input.unsigned();
      const sold = unzigzag(Math.floor(head / 2));
      unitsReturned.push(head % 2 === 1 ? input.signed() : 0);
      const revenue = input.signed() + expectedRevenue(sold, unitPrice);
      unitsSold.push(sold);
      revenueMinor.push(revenue);
      orders.push(input.signed());
      unitPrice = nextUnitPrice(unitPrice, sold, revenue);
    }
  }
  while (stockAtClose.length < days) {
    const run = input.unsigned();
    const coded = input.unsigned();
    if (run === 0 || !fits(run, stockAtClose.length)) return damaged;
    const stock = coded === 0 ? null : unzigzag(coded - 1);
    for (let day = 0; day < run; day += 1) stockAtClose.push(stock);
  }
  return input.intact && input.atEnd ? ok(series) : damaged;

  function fits(run: number, held: number): boolean {
    return input.intact && run <= days - held;
  }
}
