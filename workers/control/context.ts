import type * as z from "zod/mini";
import type { Clock } from "#agent-kit/clock.ts";
import type { Logger } from "#agent-kit/log.ts";
import type { Trace } from "#agent-kit/trace.ts";
import type { OperationId, Operations } from "#schemas/api/table.ts";
import type { Actor } from "./auth/actor.ts";
import type { ControlEnv } from "./env.ts";

/** What every operation's handler is given. */
export interface CallContext {
  env: ControlEnv;
  clock: Clock;
  log: Logger;
  /** Null only for the operation that opens a session. */
  actor: Actor | null;
  requestId: string;
  trace: Trace;
  request: Request;
  /** Headers of the reply, to add to. */
  reply: Headers;
  waitUntil(work: Promise<unknown>): void;
}

export type Handler<K extends OperationId> = (
  input: z.output<Operations[K]["input"]>,
  context: CallContext & { actor: Actor },
) => Promise<z.output<Operations[K]["output"]>>;

export type Handlers<K extends OperationId = OperationId> = { [P in K]: Handler<P> };
