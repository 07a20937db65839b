import type { AgentBacktest, PastContext, PastObservation, Unanswered } from "#agent-kit/backtest/part.ts";
import type { Clients } from "./clients.ts";
import type { Knowledge } from "./knowledge.ts";
import { readShop } from "./observe.ts";
import { observeConclusion } from "./observe-conclusion.ts";
import { readHistories } from "./observe-trends.ts";
import type { ProductResearchSettings } from "./settings.ts";
import type { ResearchSnapshot } from "./snapshot.ts";

type Context = PastContext<ProductResearchSettings, Clients>;

/** Where a week's next chunk begins: own sales by variant id, then all of it. */
type Place = { phase: "trends"; after: string } | { phase: "conclude" };

/** Tries the agent on the past: trends from the orders alone, offers as far as they were kept day by day; no supplier is asked. */
export const past: AgentBacktest<ProductResearchSettings, ResearchSnapshot, Knowledge, Clients> = {
  assumes: [
    "Titles and product types of the shop and of offers are today's, as is the watch list.",
    "Offers are those kept the last day before; their pictures, words and variants are left out.",
    "Suppliers are not asked again: what they never offered while somebody looked is not known.",
  ],
  observe: look,
  carry: (knowledge) => (knowledge.kind === "trends" ? knowledge.trends.map((trend) => ({ ...trend })) : null),
};

async function look(context: Context): Promise<PastObservation<ResearchSnapshot>> {
  const { at, day, backtestId, week, past: over } = context;
  const shop = await readShop(context, day, at);
  const place: Place = context.place ? (JSON.parse(context.place) as Place) : { phase: "trends", after: "" };
  if (place.phase === "trends") {
    const { histories, observed, last } = await readHistories(context, shop.through, place.after, at);
    const next: Place = last === null ? { phase: "conclude" } : { phase: "trends", after: last };
    return { snapshot: { phase: "trends", shop, histories }, observed, next: JSON.stringify(next), unanswered: [] };
  }
  const { snapshot, observed } = await observeConclusion({ ...context, now: at }, shop, {
    backtestId,
    week,
    at,
    past: over,
  });
  const unanswered = snapshot.phase === "conclude" && snapshot.candidates.length === 0 ? noOffers(context) : [];
  return { snapshot, observed, next: null, unanswered };
}

function noOffers({ at, importedAt }: Context): Unanswered[] {
  return at < importedAt
    ? [
        {
          kind: "product.draft",
          code: "before-import",
          why: "What suppliers offered, and what the shop asked for the like, was not seen before the first import.",
          count: 1,
        },
        {
          kind: "product.publish",
          code: "before-import",
          why: "Nothing was drafted before the first import.",
          count: 1,
        },
      ]
    : [{ kind: "product.draft", code: "no-offers", why: "No supplier's offers of those days were kept.", count: 1 }];
}
