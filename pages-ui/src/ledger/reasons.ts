import { isRecord } from "./values.ts";

export interface ReadReason {
  text: string;
  figures: [name: string, value: number][];
}

/** Reasons as agents write them (`{code, text}`, with or without the numbers behind them), or plain sentences. */
export function readReasons(reasons: readonly unknown[]): ReadReason[] {
  return reasons.flatMap((reason) => {
    if (typeof reason === "string") return [{ text: reason, figures: [] }];
    if (!isRecord(reason) || typeof reason.text !== "string") return [];
    return [{ text: reason.text, figures: numbersIn(reason.numbers ?? reason.figures) }];
  });
}

/** The numbers of a record, in their order. */
export function numbersIn(value: unknown): [string, number][] {
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, number]) => (typeof number === "number" ? [[name, number]] : []));
}

/** Each figure once, under its first mention. */
export function allFigures(reasons: readonly ReadReason[], own: [string, number][] = []): [string, number][] {
  return [...new Map([...own, ...reasons.flatMap(({ figures }) => figures)].reverse()).entries()].reverse();
}
