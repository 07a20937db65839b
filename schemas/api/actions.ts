import * as z from "zod";
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
  statusReason: z.string().nullable(),
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
  movePercent: z.number().nullable(),
  impactMinor: minor,
  moneyMinor: minor,
  currency,
  confidence: z.number(),
  /** What the policy said, and which rule made it say so. */
  verdict: z.record(z.string(), z.unknown()),
  proposedAt: time,
  expiresAt: time,
  decidedBy: z.string().nullable(),
  decidedAt: time.nullable(),
  decisionReason: z.string().nullable(),
  edited: z.boolean(),
  attempts: z.number().int(),
  notBefore: time.nullable(),
  appliedAt: time.nullable(),
  revertedAt: time.nullable(),
  error: z.string().nullable(),
  updatedAt: time,
});

export const actionDetail = action.extend({
  intent: z.string(),
  basis: z.string(),
  batchId: z.string().nullable(),
  idempotencyKey: z.string().nullable(),
  intentAt: time.nullable(),
  claimUntil: time.nullable(),
  result: z.unknown(),
  /** What speaks against its kind acting by itself: undone, failed, mismatched or worse. */
  harm: z.string().nullable(),
  harmAt: time.nullable(),
  /** What it brought, once its kind measured it. */
  measured: z.unknown(),
});

/** What became of one id; a refusal says why (`code` is stable) and leaves the row as it was. */
export const decided = z.object({
  id: z.string(),
  agent: z.string().nullable(),
  ok: z.boolean(),
  status: z.string().nullable(),
  code: z.string().nullable(),
  message: z.string().nullable(),
});

const one = z.object({ action: z.string().min(1).max(64) });
const note = z.string().trim().max(500).optional();
const approval = { scheduleFor: time.optional() };
const rejection = { reason: rejectReason, note };

export const listActions = operation({
  id: "actions.list",
  summary: "The ledger: every proposal and change, newest first",
  method: "GET",
  path: "/v1/actions",
  input: z.object({
    agent: agentId.optional(),
    kind: z.string().max(80).optional(),
    status: actionStatus.optional(),
    groupKey: z.string().max(300).optional(),
    runId: z.string().max(80).optional(),
    target: z.string().max(200).optional(),
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
  input: one.extend(approval),
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
  input: one.extend(rejection),
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
  input: one.extend({ payload: z.record(z.string(), z.unknown()) }),
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
      ids: z.array(z.string().min(1).max(64)).min(1).max(1_000).optional(),
      groupKey: z.string().min(1).max(300).optional(),
      reason: rejectReason.optional(),
      note,
      ...approval,
    })
    .refine((input) => (input.ids === undefined) !== (input.groupKey === undefined), {
      path: ["ids"],
      message: "Give either ids or groupKey.",
    })
    .refine((input) => input.op !== "reject" || input.reason !== undefined, {
      path: ["reason"],
      message: "Rejecting asks for one of five reasons.",
    }),
  output: z.object({ items: z.array(decided), ok: z.number().int(), refused: z.number().int() }),
  role: "operator",
  effect: "dangerous",
});

export type ActionShape = z.infer<typeof action>;
export type ActionDetailShape = z.infer<typeof actionDetail>;
export type DecidedShape = z.infer<typeof decided>;
