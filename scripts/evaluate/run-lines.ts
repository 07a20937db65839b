import "#schemas/zod-locale.ts";
import { z } from "zod/mini";
import type { Outcome, Task, TaskOptions } from "./task.ts";

/** What is printed for a line: its id and a result, or `{id, line, error}` with the number of the line from 1. */
export type Answer = Readonly<Record<string, unknown>>;

interface Place {
  /** Whatever the line called itself; null without. */
  readonly id: unknown;
  readonly line: number;
}

type Parsed<Line> = Place & ({ readonly value: Line } | { readonly error: string });

const identified = z.looseObject({ id: z.unknown() });

/**
 * One answer per input line, in order and with its id, given back as each batch of lines has come where lines are
 * independent, else at the end. A line that cannot be read, or whose result is not finite, is an error of its own. Empty
 * lines are skipped but counted.
 */
export async function* answerLines<Line>(
  task: Task<Line>,
  batches: AsyncIterable<readonly string[]> | Iterable<readonly string[]>,
  options: TaskOptions = {},
): AsyncGenerator<Answer[]> {
  const evaluate = "each" in task ? task.each(options) : null;
  const held: Parsed<Line>[] = [];
  let read = 0;
  for await (const batch of batches) {
    const parsed: Parsed<Line>[] = [];
    for (const text of batch) {
      read += 1;
      if (text.trim() !== "") parsed.push(parse(task, text, read));
    }
    if (evaluate) yield parsed.map((entry) => answer(entry, "value" in entry ? guarded(evaluate, entry.value) : entry));
    else held.push(...parsed);
  }
  if (!("together" in task)) return;
  const { head, perLine } = task.together(held.flatMap((entry) => ("value" in entry ? [entry.value] : [])));
  let next = 0;
  const answers = held.map((entry) => answer(entry, "value" in entry ? perLine[next++]! : entry));
  yield head ? [head, ...answers] : answers;
}

function parse<Line>(task: Task<Line>, text: string, line: number): Parsed<Line> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { id: idOfBroken(text), line, error: "not JSON" };
  }
  const id = identified.safeParse(value).data?.id ?? null;
  const read = task.line.safeParse(value);
  return read.success ? { id, line, value: read.data } : { id, line, error: sentence(read.error.issues) };
}

/** The id in a text that is not JSON, such as a line with NaN in it or one cut short; null when none can be told. */
function idOfBroken(text: string): string | number | null {
  const written = /"id"\s*:\s*("(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?=\s*[,}]))/.exec(text)?.[1];
  try {
    return written === undefined ? null : JSON.parse(written);
  } catch {
    return null;
  }
}

const SHOWN = 3;

function sentence(issues: readonly z.core.$ZodIssue[]): string {
  const shown = issues.slice(0, SHOWN).map(({ path, message }) => {
    return path.length > 0 ? `${z.core.toDotPath(path)}: ${message}` : message;
  });
  return [...shown, ...(issues.length > SHOWN ? [`and ${issues.length - SHOWN} more`] : [])].join("; ");
}

function guarded<Line>(evaluate: (line: Line) => Outcome, line: Line): Outcome {
  try {
    return evaluate(line);
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

function answer({ id, line }: Place, outcome: Outcome | { readonly error: string }): Answer {
  if ("error" in outcome) return { id, line, error: outcome.error };
  const lost = notFinite(outcome.result, "");
  if (lost !== null) return { id, line, error: `${lost} is too large or too small to be computed` };
  return { id, ...outcome.result };
}

/** Where the first number stands that JSON has no words for; null when there is none. */
function notFinite(value: unknown, at: string): string | null {
  if (typeof value === "number") return Number.isFinite(value) ? null : at;
  if (typeof value !== "object" || value === null) return null;
  for (const [name, held] of Object.entries(value)) {
    const lost = notFinite(held, at === "" ? name : `${at}.${name}`);
    if (lost !== null) return lost;
  }
  return null;
}
