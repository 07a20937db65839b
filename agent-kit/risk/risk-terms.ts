import * as z from "zod/mini";
import { defaultRiskTerms, type RiskTerms } from "#core/risk/decide-by-cost.ts";

const share = z.number().check(z.gte(0), z.lte(1));
const minor = z.int().check(z.gte(0), z.lte(100_000_000));

/** Part of the settings of the agent that holds orders: what each decision costs. Every agent that weighs a risk reads them there. */
export const riskTermsSettings = {
  assumedMargin: z
    ._default(share, 0.3)
    .check(z.describe("Margin of goods whose cost nobody knows, for weighing a risk")),
  risk: z
    .prefault(
      z.object({
        chargebackFeeMinor: z._default(minor, defaultRiskTerms.chargebackFeeMinor),
        reviewCostMinor: z._default(minor, defaultRiskTerms.reviewCostMinor),
        goodwillMinor: z._default(minor, defaultRiskTerms.goodwillMinor),
        reviewCatches: z._default(share, defaultRiskTerms.reviewCatches),
        reviewLoses: z._default(share, defaultRiskTerms.reviewLoses),
        holdCostMinor: z._default(minor, defaultRiskTerms.holdCostMinor),
        holdCatches: z._default(share, defaultRiskTerms.holdCatches),
        holdLoses: z._default(share, defaultRiskTerms.holdLoses),
      }),
      {},
    )
    .check(z.describe("What fraud, a wait, a review and a refused good buyer cost")),
};

const holders = z.object(riskTermsSettings);

/** What the owner set with the agent that holds orders. */
export function riskTermsStatement(db: D1Database): D1PreparedStatement {
  return db.prepare("SELECT document FROM settings WHERE agent = 'order-fulfillment' ORDER BY version DESC LIMIT 1");
}

/** That statement's row; the defaults where nothing was set or it cannot be read. */
export function riskTermsOf(row: Record<string, unknown> | null | undefined): {
  terms: RiskTerms;
  assumedMargin: number;
} {
  const document: unknown = JSON.parse(String(row?.document ?? "{}"));
  const { risk, assumedMargin } = holders.safeParse(document).data ?? holders.parse({});
  return { terms: risk, assumedMargin };
}
