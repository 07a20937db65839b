import * as z from "zod/mini";
import { statuses } from "#core/ledger/status.ts";
import { operation } from "./operation.ts";
import { agentId, currency, minor, page, paging, time } from "./shapes.ts";

export const actionStatus = z.enum(statuses);

export const REJECT_REASONS = ["wrong-figures", "bad-timing", "too-risky", "not-our-strategy", "other"] as const;
export const rejectReason = z.enum(REJECT_REASONS);

export const reason = z.object({ code: z.string(), text: z.string() });

/** One ledger row as lists show it. `payload`, `before` and `after` are as the action's kind defines them. */
export const action = z.object({
  id: z.string(),
  agent: z.string(),
  kind: z.string(),
  target: z.string(),
  title: z.string(),
  status: actionStatus,
  statusReason: z.nullable(z.string()),
  effect: z.enum(["absolute", "delta"]),
  groupKey: z.string(),
  runId: z.string(),
  payload: z.unknown(),
  before: z.unknown(),
  after: z.unknown(),
  /** Why, in words. */
  reasons: z.array(reason),
  /** The numbers behind the reasons. */
  figures: z.record(z.string(), z.number()),
  /** Figure → measured, estimated, assumed or generated. */
  provenance: z.record(z.string(), z.string()),
  movePercent: z.nullable(z.number()),
  impactMinor: minor,
  moneyMinor: minor,
  currency,
  confidence: z.number(),
  /** What the policy said, and which rule made it say so. */
  verdict: z.record(z.string(), z.unknown()),
  proposedAt: time,
  expiresAt: time,
  decidedBy: z.nullable(z.string()),
  decidedAt: z.nullable(time),
  decisionReason: z.nullable(z.string()),
  edited: z.boolean(),
  attempts: z.int(),
  notBefore: z.nullable(time),
  appliedAt: z.nullable(time),
  revertedAt: z.nullable(time),
  error: z.nullable(z.string()),
  updatedAt: time,
});

export const actionDetail = z.extend(action, {
  intent: z.string(),
  basis: z.string(),
  batchId: z.nullable(z.string()),
  idempotencyKey: z.nullable(z.string()),
  intentAt: z.nullable(time),
  claimUntil: z.nullable(time),
  result: z.unknown(),
  /** What speaks against its kind acting by itself: undone, failed, mismatched or worse. */
  harm: z.nullable(z.string()),
  harmAt: z.nullable(time),
  /** What it brought, once its kind measured it. */
  measured: z.unknown(),
});

/** What became of one id; a refusal says why (`code` is stable) and leaves the row as it was. */
export const decided = z.object({
  id: z.string(),
  agent: z.nullable(z.string()),
  ok: z.boolean(),
  status: z.nullable(z.string()),
  code: z.nullable(z.string()),
  message: z.nullable(z.string()),
});

const one = z.object({ action: z.string().check(z.minLength(1), z.maxLength(64)) });
const note = z.optional(z.string().check(z.trim(), z.maxLength(500)));
const approval = { scheduleFor: z.optional(time) };
const rejection = { reason: rejectReason, note };

export const listActions = operation({
  id: "actions.list",
  summary: "The ledger: every proposal and change, newest first",
  method: "GET",
  path: "/v1/actions",
  input: z.object({
    agent: z.optional(agentId),
    kind: z.optional(z.string().check(z.maxLength(80))),
    status: z.optional(actionStatus),
    groupKey: z.optional(z.string().check(z.maxLength(300))),
    runId: z.optional(z.string().check(z.maxLength(80))),
    target: z.optional(z.string().check(z.maxLength(200))),
    ...paging,
  }),
  output: page(action),
  role: "viewer",
  effect: "read",
  doors: ["http", "cli", "tool"],
});

export const getAction = operation({
  id: "actions.get",
  summary: "One action with everything known about it",
  method: "GET",
  path: "/v1/actions/:action",
  input: one,
  output: actionDetail,
  role: "viewer",
  effect: "read",
  doors: ["http", "cli", "tool"],
});

export const approveAction = operation({
  id: "actions.approve",
  summary: "Approve a proposal; it is applied once and read back",
  method: "POST",
  path: "/v1/actions/:action/approve",
  input: z.extend(one, approval),
  output: decided,
  role: "operator",
  effect: "dangerous",
  doors: ["http", "cli", "tool"],
});

export const rejectAction = operation({
  id: "actions.reject",
  summary: "Reject a proposal; the reason is remembered and the same intent does not return unless its figures move",
  method: "POST",
  path: "/v1/actions/:action/reject",
  input: z.extend(one, rejection),
  output: decided,
  role: "operator",
  effect: "write",
  doors: ["http", "cli", "tool"],
});

export const editAction = operation({
  id: "actions.edit",
  summary: "Change a proposal's payload and approve it so; its kind checks the new one",
  method: "POST",
  path: "/v1/actions/:action/edit",
  input: z.extend(one, { payload: z.record(z.string(), z.unknown()) }),
  output: decided,
  role: "operator",
  effect: "dangerous",
});

export const retryAction = operation({
  id: "actions.retry",
  summary: "Try a failed or dead action again, or an unknown one that a person saw did not happen",
  method: "POST",
  path: "/v1/actions/:action/retry",
  input: one,
  output: decided,
  role: "operator",
  effect: "dangerous",
});

export const confirmAction = operation({
  id: "actions.confirm",
  summary: "A person looked: the call whose outcome is unknown did happen",
  method: "POST",
  path: "/v1/actions/:action/confirm",
  input: one,
  output: decided,
  role: "operator",
  effect: "write",
});

export const revertAction = operation({
  id: "actions.revert",
  summary: "Undo an applied action, if nobody changed its target since",
  method: "POST",
  path: "/v1/actions/:action/revert",
  input: one,
  output: decided,
  role: "operator",
  effect: "dangerous",
  doors: ["http", "cli", "tool"],
});

export const batchActions = operation({
  id: "actions.batch",
  summary: "Decide many at once, by ids or by a card's or batch's group; each id is answered",
  method: "POST",
  path: "/v1/actions/batch",
  input: z
    .object({
      /** `cancel` withdraws without remembering; `revert` of a batch also withdraws what of it has not begun. */
      op: z.enum(["approve", "reject", "cancel", "revert", "retry"]),
      ids: z.optional(
        z.array(z.string().check(z.minLength(1), z.maxLength(64))).check(z.minLength(1), z.maxLength(1_000)),
      ),
      groupKey: z.optional(z.string().check(z.minLength(1), z.maxLength(300))),
      reason: z.optional(rejectReason),
      note,
      ...approval,
    })
    .check(
      z.refine((input) => (input.ids === undefined) !== (input.groupKey === undefined), {
        path: ["ids"],
        message: "Give either ids or groupKey.",
      }),
      z.refine((input) => input.op !== "reject" || input.reason !== undefined, {
        path: ["reason"],
        message: "Rejecting asks for one of five reasons.",
      }),
    ),
  output: z.object({ items: z.array(decided), ok: z.int(), refused: z.int() }),
  role: "operator",
  effect: "dangerous",
});

export type ActionShape = z.infer<typeof action>;
export type ActionDetailShape = z.infer<typeof actionDetail>;
export type DecidedShape = z.infer<typeof decided>;
