import type { Decided, Notice } from "#agent-kit/definition.ts";
import { falseDiscoveryControl } from "#core/trends/false-discovery.ts";
import { heldWords } from "#schemas/api/held-words.ts";
import { draftDecisions, publishDecisions } from "./draft-decisions.ts";
import type { Knowledge } from "./knowledge.ts";
import { type Judged, scoreCandidates } from "./score-candidates.ts";
import type { ProductResearchSettings } from "./settings.ts";
import type { ResearchSnapshot, TestedTrend } from "./snapshot.ts";
import { judgeSupplier } from "./supplier-answer.ts";
import { trendOf } from "./trend.ts";

/** The whole of the agent's judgement: pure, from one chunk's snapshot to decisions. */
export function decide(snapshot: ResearchSnapshot, settings: ProductResearchSettings, now: number): Decided<Knowledge> {
  if (snapshot.phase === "supplier") return judgeSupplier(snapshot, now);
  if (snapshot.phase === "conclude") return conclude(snapshot, settings, now);
  const trends = snapshot.histories.flatMap((history) => trendOf(history) ?? []);
  return {
    decisions: [],
    measures: { trends: trends.length, "too-little-past": snapshot.histories.length - trends.length },
    knowledge: { kind: "trends", through: snapshot.shop.through, trends },
  };
}

function conclude(
  snapshot: Extract<ResearchSnapshot, { phase: "conclude" }>,
  settings: ProductResearchSettings,
  now: number,
): Decided<Knowledge> {
  const { shop, suppliers } = snapshot;
  const found = findings(snapshot.trends, snapshot.tested, settings.falseFindings);
  const rising = found.filter((trend) => trend.rising).sort((a, b) => b.lower - a.lower);
  const judged = scoreCandidates(snapshot, settings, now);
  const held: Record<string, number> = {};
  for (const { scored } of judged)
    if (scored.held !== null) {
      const why = `not proposed: ${heldWords(scored.held)}`;
      held[why] = (held[why] ?? 0) + 1;
    }
  const unconfigured = suppliers.filter(({ status }) => status === "not-configured");
  return {
    decisions: [...draftDecisions(judged, shop, settings), ...publishDecisions(snapshot.waiting, shop)],
    measures: {
      "trends tested": snapshot.tested,
      rising: rising.length,
      falling: found.length - rising.length,
      candidates: judged.length,
      ...held,
      ...Object.fromEntries(unconfigured.map(({ id }) => [`supplier ${id}`, "not configured"])),
    },
    notices: [
      ...(rising.length > 0 ? [risingNotice(rising, shop.through)] : []),
      ...judged.flatMap((each) => watchNotice(each, shop.day)),
    ],
    knowledge: { kind: "scores", day: shop.day, scores: judged.map(({ scored }) => scored) },
  };
}

/** Trends that are more than chance, over the whole catalogue: those not read are known to have a larger p. */
function findings(trends: TestedTrend[], tested: number, q: number): TestedTrend[] {
  const unread = Array.from({ length: Math.max(0, tested - trends.length) }, () => 1);
  const accepted = falseDiscoveryControl([...trends.map(({ p }) => p), ...unread], q);
  return trends.filter((_, at) => accepted[at]);
}

/** Points a watched candidate's score must have moved by since it was last scored. */
const worthTelling = 10;

function watchNotice({ candidate, scored }: Judged, day: string): Notice[] {
  const { watched, previousScore, offer } = candidate;
  const { score } = scored.opportunity;
  if (!watched || previousScore === null || score === null) return [];
  if (Math.abs(score - previousScore) < worthTelling) return [];
  const title = `${offer.title} on the watch list went from ${Math.round(previousScore)} to ${Math.round(score)} of 100`;
  const body =
    scored.held === null ? "It is among what may be proposed." : `It is not proposed: ${heldWords(scored.held)}.`;
  return [{ id: `watched ${candidate.id} ${day}`, level: "info", title, body }];
}

function risingNotice(rising: TestedTrend[], through: string): Notice {
  const week = Math.floor((Date.parse(through) / 86_400_000 + 3) / 7);
  const names = rising.slice(0, 5).map(({ title, weeklyUnits }) => `${title} (${Math.round(weeklyUnits)} a week)`);
  return {
    id: `rising week ${week}`,
    level: "info",
    title: `${rising.length} products sell more and more`,
    body: names.join("; "),
  };
}
