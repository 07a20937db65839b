import type { z } from "zod/mini";

/** A result for one line, or why there is none; the runner adds the line's id. */
export type Outcome = { readonly result: Record<string, unknown> } | { readonly error: string };

/** One evaluate task: what a line must look like, and what comes of all good lines together, in their order. */
export interface Task<Line> {
  readonly line: z.ZodMiniType<Line>;
  readonly run: (lines: readonly Line[], options: TaskOptions) => Outcomes;
}

export interface Outcomes {
  /** Printed before the per-line results, e.g. parameters fitted on all of them. */
  readonly head?: Record<string, unknown>;
  readonly perLine: readonly Outcome[];
}

export interface TaskOptions {
  /** File of `{text, label}` lines to train on first. */
  readonly trainFile?: string;
}

/** A task whose lines know nothing of each other; a throw in one is that line's error. */
export function eachLine<Line>(line: z.ZodMiniType<Line>, evaluate: (line: Line) => Outcome): Task<Line> {
  return { line, run: (lines) => ({ perLine: lines.map((value) => guarded(() => evaluate(value))) }) };
}

function guarded(evaluate: () => Outcome): Outcome {
  try {
    return evaluate();
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
