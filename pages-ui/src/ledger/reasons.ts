import { heldWords } from "#schemas/api/held-words.ts";
import { isRecord } from "./values.ts";

export interface ReadReason {
  code: string;
  text: string;
}

/** Reasons as agents write them (`{code, text}`), or plain sentences; each ends like a sentence. */
export function readReasons(reasons: readonly unknown[]): ReadReason[] {
  return reasons.flatMap((reason) => {
    if (typeof reason === "string") return [{ code: "", text: ended(reason) }];
    if (!isRecord(reason) || typeof reason.text !== "string") return [];
    return [{ code: typeof reason.code === "string" ? reason.code : "", text: ended(reason.text) }];
  });
}

/** The words of a reason of which only the code is kept. */
export function reasonWords(code: string): string {
  return heldWords(code);
}

/** How a value was arrived at, not why: said last, and not at all where room is short. */
const mechanical: ReadonlySet<string> = new Set(["price", "rounded", "largest-move"]);

/** The reasons that carry the decision, at most `most` of them. */
export function leading(reasons: readonly ReadReason[], most: number): ReadReason[] {
  const carrying = reasons.filter(({ code }) => !mechanical.has(code));
  return (carrying.length > 0 ? carrying : [...reasons]).slice(0, most);
}

/** The numbers of a record, in their order. */
export function numbersIn(value: unknown): [string, number][] {
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, number]) => (typeof number === "number" ? [[name, number]] : []));
}

/** A sentence, with numbers kept beside their percent signs. */
function ended(text: string): string {
  return (/[.!?…]$/.test(text) ? text : `${text}.`).replace(/(\d) %/g, "$1\u00a0%");
}
