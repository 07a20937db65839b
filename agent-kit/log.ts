import { errorText } from "./error-text.ts";
import { isKitError } from "./errors.ts";
import { foreignText } from "./foreign-text.ts";
import { framesOf } from "./impersonal.ts";
import { environmentRedactor, type Redactor, redactor } from "./redact.ts";

export const logLevels = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof logLevels)[number];

/** Ids that tie a line to what it belongs to: agent, run, tick, action, request. */
export type LogIds = Readonly<Record<string, string | number>>;

export interface LogLine {
  time: string;
  level: LogLevel;
  message: string;
  [field: string]: unknown;
}

export interface Logger {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
  /** The same sink and level with more ids on every line. */
  child(ids: LogIds): Logger;
  readonly redactor: Redactor;
}

export interface LoggerOptions {
  /** `LOG_LEVEL`; anything unknown means `info`. */
  level?: string;
  ids?: LogIds;
  now: () => number;
  redactor?: Redactor;
  /** Receives redacted lines; the console by default. A run also keeps its lines in its row. */
  sink?: (line: LogLine) => void;
}

/**
 * JSON lines, redacted before they reach any sink. An `error` field is taken apart into its code and texts, of which
 * only what can name no person is kept: nobody knows what a thrown text quotes.
 */
export function logger(options: LoggerOptions): Logger {
  const redact = options.redactor ?? redactor();
  const least = rank(options.level ?? "info");
  const sink = options.sink ?? toConsole;

  function write(level: LogLevel, message: string, fields: Record<string, unknown> = {}): void {
    if (rank(level) < least) return;
    const time = new Date(options.now()).toISOString();
    const { error, ...rest } = fields;
    const about = error === undefined ? rest : { ...rest, error: describe(error) };
    const safe = redact.value(about) as Record<string, unknown>;
    sink({ time, level, message: redact.text(message), ...options.ids, ...safe });
  }

  return {
    debug: (message, fields) => write("debug", message, fields),
    info: (message, fields) => write("info", message, fields),
    warn: (message, fields) => write("warn", message, fields),
    error: (message, fields) => write("error", message, fields),
    child: (ids) => logger({ ...options, ids: { ...options.ids, ...ids }, redactor: redact }),
    redactor: redact,
  };
}

/** A Worker's log: level and secrets are those of its environment, which may be set to anything. */
export function workerLog(
  env: { LOG_LEVEL?: string },
  ids: LogIds,
  now: () => number,
  sink?: LoggerOptions["sink"],
): Logger {
  return logger({ level: env.LOG_LEVEL, ids, now, sink, redactor: environmentRedactor(env) });
}

function rank(level: string): number {
  const found = (logLevels as readonly string[]).indexOf(level.toLowerCase());
  return found < 0 ? logLevels.indexOf("info") : found;
}

function describe(error: unknown): unknown {
  if (typeof error === "string") return foreignText(error);
  if (!(error instanceof Error)) return error;
  const { message, about } = errorText(error);
  if (!isKitError(error)) return { name: error.name, message, stack: framesOf(error).join("\n") };
  const { code, outcome, notBefore, status } = error;
  return { code, message, about, outcome, notBefore, status };
}

export function toConsole(line: LogLine): void {
  const text = JSON.stringify(line);
  if (line.level === "error") console.error(text);
  else if (line.level === "warn") console.warn(text);
  else console.log(text);
}
