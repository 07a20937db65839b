import { numbersIn } from "./reasons.ts";
import { figureText, isRecord } from "./values.ts";

interface Figured {
  figures: unknown;
  before: unknown;
  after: unknown;
  provenance: Record<string, string>;
}

export interface Figure {
  name: string;
  least: number;
  most: number;
  /** Measured goes without saying. */
  provenance: string | null;
}

/** The figures that rows rest on, each as its range over them; what the rows show as values is left out. */
export function figuresOf(rows: readonly Figured[]): Figure[] {
  const ranges = new Map<string, Figure>();
  for (const row of rows) {
    const shown = [row.before, row.after].flatMap((value) => (isRecord(value) ? Object.keys(value) : []));
    for (const [name, value] of numbersIn(row.figures)) {
      if (shown.includes(name)) continue;
      const known = ranges.get(name);
      ranges.set(name, {
        name,
        least: Math.min(known?.least ?? value, value),
        most: Math.max(known?.most ?? value, value),
        provenance: known?.provenance ?? originOf(name, row.provenance),
      });
    }
  }
  return [...ranges.values()];
}

export function rangeText({ name, least, most }: Figure, currency: string): string {
  const [from, to] = [figureText(name, least, currency), figureText(name, most, currency)];
  return from === to ? from : `${from} to ${to}`;
}

/** What rows rest on beside the figures they cite, by where it comes from: names of each origin but measured. */
export function otherOrigins(
  rows: readonly Pick<Figured, "figures" | "provenance">[],
): [origin: string, names: string[]][] {
  const cited = new Set(rows.flatMap((row) => numbersIn(row.figures).map(([name]) => bareName(name))));
  const found = new Map<string, Set<string>>();
  for (const { provenance } of rows)
    for (const [name, origin] of Object.entries(provenance)) {
      const [word = origin] = origin.split(":");
      if (word === "measured" || cited.has(bareName(name))) continue;
      found.set(word, (found.get(word) ?? new Set()).add(name));
    }
  return [...found].map(([origin, names]) => [origin, [...names]]);
}

/** Where a figure comes from; agents name origins without the unit (`cost` for `costMinor`). */
export function originOf(name: string, provenance: Record<string, string>): string | null {
  const origin = provenance[name] ?? provenance[bareName(name)] ?? null;
  return origin === "measured" ? null : origin;
}

function bareName(name: string): string {
  return name.replace(/(Minor|Percent|Days)$/, "");
}
