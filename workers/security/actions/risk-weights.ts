import * as z from "zod/mini";
import type { AtomicKind } from "#agent-kit/definition.ts";
import { currentWeightsStatement, weightsOf } from "#agent-kit/risk/current-weights.ts";

export const weightsPayload = z.object({
  /** Version in force when these were fitted; with another one in force they are not adopted. */
  basedOn: z.int().check(z.gte(0)),
  document: z.object({
    intercept: z.number(),
    weights: z.record(z.string(), z.number()),
    calibration: z.object({ slope: z.number().check(z.positive()), shift: z.number() }),
  }),
  orders: z.int(),
  frauds: z.int(),
});
type WeightsPayload = z.infer<typeof weightsPayload>;

/** Puts a new version of the weights in force for every agent that scores; undone, the version before counts again. */
export const riskWeights: AtomicKind<WeightsPayload> = {
  payload: weightsPayload,
  effect: "delta",
  certainty: "atomic",
  settleMs: 0,

  async guard({ env }, action, payload) {
    const row = await currentWeightsStatement(env.DB).first<Record<string, unknown>>();
    const { version } = weightsOf(row);
    if (version === payload.basedOn) return { ok: true };
    const own = await env.DB.prepare("SELECT 1 FROM risk_weights WHERE action_id = ?1").bind(action.id).first();
    return own ? { ok: true } : { ok: false, reason: `version ${version} came into force meanwhile` };
  },

  statements: (db, action, payload, now) => [
    db
      .prepare(
        `INSERT INTO risk_weights (version, document, action_id, orders, frauds, at)
         SELECT coalesce(max(version), 0) + 1, ?2, ?1, ?3, ?4, ?5 FROM risk_weights WHERE true
         ON CONFLICT (action_id) DO UPDATE SET retired_at = NULL`,
      )
      .bind(action.id, JSON.stringify(payload.document), payload.orders, payload.frauds, now),
  ],

  undo: (db, action, _payload, now) => [
    db.prepare("UPDATE risk_weights SET retired_at = ?2 WHERE action_id = ?1").bind(action.id, now),
  ],
};
