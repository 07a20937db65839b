import type * as z from "zod/mini";
import { KitError } from "#agent-kit/errors.ts";
import type { Operation } from "#schemas/api/operation.ts";
import { type OperationId, operations } from "#schemas/api/table.ts";
import { allows } from "../auth/actor.ts";
import type { CallContext } from "../context.ts";
import { isLocal } from "../env.ts";
import { handlers } from "../handlers/table.ts";
import { tell } from "../tell.ts";
import { refused } from "./refused.ts";

type Call = (input: unknown, context: CallContext) => Promise<unknown>;

/** Whether the caller may ask at all: before anything of the request is looked at. */
export function checkRole(operation: Operation, context: Pick<CallContext, "env" | "actor">): void {
  if (operation.localOnly && !isLocal(context.env)) throw refused("not-found", "There is nothing here.");
  if (operation.role === null) return;
  if (!context.actor) throw refused("unauthenticated", "Send a token as `Authorization: Bearer`, or sign in.");
  if (!allows(context.actor, operation.role))
    throw refused("forbidden", `This needs the role ${operation.role}; yours is ${context.actor.role}.`);
}

export function parseInput(operation: Operation, raw: unknown): Record<string, unknown> {
  const parsed = operation.input.safeParse(raw);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(issueOf);
  const first = issues[0];
  throw refused("bad-input", first ? `${first.path || "input"}: ${first.message}` : "The input is not valid.", issues);
}

/** One operation, whatever door it came through: role, input, handler and, on a developer's machine, the reply's shape. */
export async function perform(id: OperationId, raw: unknown, context: CallContext): Promise<unknown> {
  const operation: Operation = operations[id];
  checkRole(operation, context);
  const input = parseInput(operation, raw);
  const result = await (handlers[id] as Call)(input, context);
  tell(operation, context);
  return isLocal(context.env) ? checkReply(operation, result) : result;
}

function checkReply(operation: Operation, result: unknown): unknown {
  const parsed = operation.output.safeParse(result);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.code}`).join("; ");
  throw new KitError({ code: "bad-reply", message: `${operation.id} broke its own contract.`, detail: where });
}

function issueOf(issue: z.core.$ZodIssue): { path: string; message: string } {
  return { path: issue.path.join("."), message: issue.message };
}
