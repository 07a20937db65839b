import { CURRENCY } from "../store/shop.ts";

/** The `Money` scalar, two decimals: 1250 is "12.50". */
export function moneyText(minor: number): string {
  return (minor / 100).toFixed(2);
}

/** A `MoneyV2`, whose amount drops trailing zeros but keeps one decimal: 1250 is "12.5". */
export function moneyV2(minor: number): { amount: string; currencyCode: string } {
  return { amount: minor % 10 === 0 ? (minor / 100).toFixed(1) : (minor / 100).toFixed(2), currencyCode: CURRENCY };
}

export function moneyBag(minor: number) {
  const amount = moneyV2(minor);
  return { shopMoney: amount, presentmentMoney: amount };
}

/** Minor units of a `Money` or `Decimal` input; undefined when it is not a number of at most two decimals. */
export function parseMoney(input: unknown): number | undefined {
  const text = String(input);
  return /^-?\d+(\.\d{1,2}0*)?$/.test(text) ? Math.round(Number(text) * 100) : undefined;
}
