import type { z } from "zod/mini";

/** A result for one line, or why there is none; the runner adds the line's id. */
export type Outcome = { readonly result: Record<string, unknown> } | { readonly error: string };

/** One evaluate task: what a line must look like, and what comes of it. */
export type Task<Line> = LineTask<Line> | FittedTask<Line>;

/** Lines know nothing of each other and are answered as they come. */
export interface LineTask<Line> {
  readonly line: z.ZodMiniType<Line>;
  /** Made ready once (a model is trained), then asked for each line; a throw there is that line's error. */
  readonly each: (options: TaskOptions) => (line: Line) => Outcome;
}

/** What comes of all good lines together, in their order. */
export interface FittedTask<Line> {
  readonly line: z.ZodMiniType<Line>;
  readonly together: (lines: readonly Line[]) => Outcomes;
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

/** A task that needs nothing made ready. */
export function eachLine<Line>(line: z.ZodMiniType<Line>, evaluate: (line: Line) => Outcome): LineTask<Line> {
  return { line, each: () => evaluate };
}
