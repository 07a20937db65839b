import "#schemas/zod-locale.ts";
import { z } from "zod/mini";
import type { Outcome, Task, TaskOptions } from "./task.ts";

const identified = z.looseObject({ id: z.unknown() });

/** Whatever a line calls itself comes back with its result. */
type Parsed<Line> = { id: unknown; line: Line } | { id: unknown; error: string };

/** One output object per input line, in order and with its id; a line that cannot be read becomes `{id, error}`. Empty lines are skipped. */
export function runLines<Line>(task: Task<Line>, text: string, options: TaskOptions = {}): Record<string, unknown>[] {
  const parsed = text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => parse(task, line));
  const good = parsed.flatMap((entry) => ("line" in entry ? [entry.line] : []));
  const { head, perLine } = task.run(good, options);
  let next = 0;
  const results = parsed.map((entry) => {
    const outcome: Outcome = "line" in entry ? finite(perLine[next++]!) : entry;
    return "error" in outcome ? { id: entry.id, error: outcome.error } : { id: entry.id, ...outcome.result };
  });
  return head ? [head, ...results] : results;
}

/** JSON would print an overflow as null, which reads like "there is none". */
function finite(outcome: Outcome): Outcome {
  if ("error" in outcome) return outcome;
  const odd = (value: unknown): boolean =>
    typeof value === "number"
      ? !Number.isFinite(value)
      : typeof value === "object" && value !== null && Object.values(value).some(odd);
  const fields = Object.keys(outcome.result).filter((name) => odd(outcome.result[name]));
  return fields.length === 0 ? outcome : { error: `${fields.join(", ")}: beyond what a number can hold` };
}

function parse<Line>(task: Task<Line>, text: string): Parsed<Line> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { id: null, error: "not JSON" };
  }
  const id = identified.safeParse(value).data?.id ?? null;
  const line = task.line.safeParse(value);
  return line.success ? { id, line: line.data } : { id, error: z.prettifyError(line.error) };
}
