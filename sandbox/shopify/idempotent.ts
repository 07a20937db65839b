import { createHash } from "node:crypto";
import { type FieldNode, type GraphQLFieldResolver, GraphQLString, Kind, valueFromAST } from "graphql";
import { fieldError } from "./errors.ts";
import type { Call } from "./resolver.ts";

/** Mutations that refuse to run without `@idempotent`. */
const REQUIRED = new Set(["inventorySetQuantities", "inventoryAdjustQuantities", "inventoryActivate", "refundCreate"]);

/** The `@idempotent` key of a root field; undefined when it has none. */
export function keyOfNode(node: FieldNode, variables: Record<string, unknown>): string | undefined {
  const directive = node.directives?.find((each) => each.name.value === "idempotent");
  const value = directive?.arguments?.find((argument) => argument.name.value === "key")?.value;
  if (value === undefined) return undefined;
  if (value.kind === Kind.VARIABLE) return String(variables[value.name.value]);
  return String(valueFromAST(value, GraphQLString));
}

export function payloadHash(args: unknown): string {
  return createHash("sha256").update(JSON.stringify(args)).digest("hex");
}

/**
 * Runs a keyed mutation once: the same key and arguments answer what the first attempt answered, other arguments are
 * refused, and an attempt still under way is named as such. The outcome is written in the effect's own transaction.
 */
export function onceByKey(
  root: string,
  inner: GraphQLFieldResolver<unknown, Call>,
): GraphQLFieldResolver<unknown, Call> {
  return (source, args, call, info) => {
    const [node] = info.fieldNodes;
    const key = node && keyOfNode(node, info.variableValues);
    if (key === undefined) {
      if (!REQUIRED.has(root)) return inner(source, args, call, info);
      const message = "The @idempotent directive is required for this mutation but was not provided.";
      throw fieldError("BAD_REQUEST", message);
    }
    const { database, clock } = call.shop;
    const hash = payloadHash(args);
    const known = database.get<{ hash: string; outcome: string }>(
      "SELECT hash, outcome FROM idempotency WHERE root = ? AND key = ?",
      root,
      key,
    );
    if (known !== undefined && known.hash !== hash) return refusal("IDEMPOTENCY_KEY_PARAMETER_MISMATCH");
    if (known?.outcome === "pending" && call.delayed !== true) return refusal("IDEMPOTENCY_CONCURRENT_REQUEST");
    if (known?.outcome === "failed") return refusal("IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED");
    if (known !== undefined && known.outcome !== "pending") return JSON.parse(known.outcome);
    const payload = inner(source, args, { ...call, idempotencyKey: key }, info) as { userErrors: unknown[] };
    const outcome = payload.userErrors.length > 0 ? "failed" : JSON.stringify(payload);
    database.run(
      `INSERT INTO idempotency (root, key, hash, outcome, real_ms) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET outcome = excluded.outcome`,
      root,
      key,
      hash,
      outcome,
      clock.realNow(),
    );
    return payload;
  };
}

const MESSAGES: Record<string, string> = {
  IDEMPOTENCY_KEY_PARAMETER_MISMATCH: "The same idempotency key cannot be used with different operation parameters.",
  IDEMPOTENCY_CONCURRENT_REQUEST: "This request is currently in progress, please try again.",
  IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED: "The previous attempt with this idempotency key failed, please use a new key.",
};

/** A payload whose other fields are null, whatever the mutation. */
function refusal(code: string): object {
  const userErrors = [{ field: null, message: MESSAGES[code], code }];
  return new Proxy({ userErrors }, { get: (target, name) => (name === "userErrors" ? target.userErrors : null) });
}
