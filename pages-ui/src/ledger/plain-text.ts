import { figureText, isRecord, labelOf, valueText } from "./values.ts";

/** A reason or an error for a reader: what the ledger quotes as JSON is shown in words. */
export function plainText(text: string, currency: string): string {
  return text.replace(/\{.*\}/s, (quoted) => {
    const value = parsed(quoted);
    if (!isRecord(value)) return quoted;
    if (typeof value.message === "string") return value.message;
    const parts = Object.entries(value).flatMap(([name, each]) => {
      const words = typeof each === "number" ? figureText(name, each, currency) : valueText(each, currency, name);
      return words === null ? [] : [`${labelOf(name)} ${words}`];
    });
    return parts.join(", ") || "nothing";
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A brace in a sentence, no quotation.
    return undefined;
  }
}
