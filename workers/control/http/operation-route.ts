import type { Operation } from "#schemas/api/operation.ts";
import { type OperationId, operations } from "#schemas/api/table.ts";
import { type Actor, allows } from "../auth/actor.ts";
import { authenticate } from "../auth/authenticate.ts";
import { sha256 } from "../auth/digest.ts";
import { checkCookieWrite } from "../auth/origin.ts";
import type { CallContext } from "../context.ts";
import type { ControlEnv } from "../env.ts";
import { noteRefusal } from "../note-refusal.ts";
import { dropKeyed, finishKeyed, type KeyedCall, startKeyed } from "./idempotency.ts";
import { checkRole, parseInput, perform } from "./perform.ts";
import { limitActor, limitGuesses } from "./rate-limit.ts";
import { readInput } from "./read-input.ts";
import { Refused, refused } from "./refused.ts";

/** Answers that hold a secret are shown once and never kept, not even for a repeated Idempotency-Key. */
const shownOnce: ReadonlySet<string> = new Set(["tokens.create", "session.code", "session.open", "live.ticket"]);

/** One HTTP request to one declared operation. */
export async function answerOperation(
  id: OperationId,
  path: Record<string, string>,
  base: Omit<CallContext, "actor">,
): Promise<Response> {
  const operation: Operation = operations[id];
  const { request, env, clock } = base;
  const actor = operation.role === null ? null : await known(request, env, clock.real());
  if (actor) await limitActor(env, actor);
  const context: CallContext = { ...base, actor };
  if (actor && operation.role && !allows(actor, operation.role)) await noteRefusal(env, "role", actor.id, clock.real());
  checkRole(operation, context);
  if (actor && operation.method !== "GET") await checkCookieWrite(request, env, actor);
  const { raw, text } = await readInput(operation, request, path);
  const key = request.headers.get("idempotency-key");
  if (key === null || operation.effect === "read" || !actor) {
    return reply(operation, await perform(id, raw, context), context.reply);
  }
  if (key.length < 1 || key.length > 200) throw refused("bad-input", "An Idempotency-Key has 1 to 200 characters.");
  parseInput(operation, raw);
  const call: KeyedCall = { key, actor: actor.id, operation: id, request: `${new URL(request.url).pathname}\n${text}` };
  // Everything the call names after its request (ticks, audit rows) gets the same names when it is repeated.
  const requestId = `key-${(await sha256(`${actor.id}\n${key}`)).slice(0, 32)}`;
  return keyed(call, context, async () =>
    reply(operation, await perform(id, raw, { ...context, requestId }), context.reply),
  );
}

async function known(request: Request, env: ControlEnv, real: number): Promise<Actor> {
  try {
    return await authenticate(request, env, real);
  } catch (error) {
    if (error instanceof Refused && error.httpStatus === 401) {
      await noteRefusal(env, "login", request, real);
      await limitGuesses(env, request);
    }
    throw error;
  }
}

async function keyed(call: KeyedCall, context: CallContext, answer: () => Promise<Response>): Promise<Response> {
  const { env, clock } = context;
  const started = await startKeyed(env.DB, call, clock.real());
  if (started.replay) {
    const { status, body } = started.replay;
    return new Response(body, {
      status,
      headers: { "content-type": "application/json", "idempotency-replayed": "true" },
    });
  }
  try {
    const response = await answer();
    const body = shownOnce.has(call.operation) ? null : await response.clone().text();
    await finishKeyed(env.DB, call, { status: response.status, body });
    return response;
  } catch (error) {
    // A refusal changed nothing and a failure may pass: either way the key must not stand in the way of another try.
    await dropKeyed(env.DB, call);
    if (!(error instanceof Refused)) context.log.warn("keyed-call-failed", { operation: call.operation, error });
    throw error;
  }
}

function reply(operation: Operation, result: unknown, headers: Headers): Response {
  headers.set("content-type", "application/json");
  headers.set("cache-control", "no-store");
  return new Response(JSON.stringify(result), { status: operation.status, headers });
}
