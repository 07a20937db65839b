import * as z from "zod/mini";
import { missing, startingBar } from "#core/autonomy/bar.ts";
import { earnsSince, offerLimit, sameLimits } from "#core/autonomy/offer-limit.ts";
import { harms, type Outcome, trackRecord } from "#core/autonomy/track-record.ts";
import { askAlways } from "#core/ledger/policy.ts";
import { statuses } from "#core/ledger/status.ts";
import { shopCalendar } from "#core/time/shop-calendar.ts";
import type { EarnedShape } from "#schemas/api/autonomy.ts";
import type { CallContext, Handlers } from "../context.ts";
import { groupBy } from "../group-by.ts";
import { refused } from "../http/refused.ts";
import { agentOf, roster } from "../roster.ts";
import { currentPolicy, enactPolicy } from "./policy.ts";

const mostRows = 20_000;
/** Nobody was asked, or something else took its place. */
const saysNothing = new Set<string>(["shadow", "superseded", "denied"]);
const outcomes = z.array(
  z.object({
    id: z.string(),
    agent: z.string(),
    kind: z.string(),
    title: z.string(),
    status: z.enum(statuses),
    movePercent: z.nullable(z.number()),
    impactMinor: z.number(),
    moneyMinor: z.number(),
    confidence: z.number(),
    proposedAt: z.number(),
    decidedBy: z.nullable(z.string()),
    decidedAt: z.nullable(z.number()),
    edited: z.pipe(
      z.number(),
      z.transform((flag: number) => flag !== 0),
    ),
    harm: z.nullable(z.enum(harms)),
    harmAt: z.nullable(z.number()),
    measuredMinor: z.nullable(z.number()),
  }),
);

export const autonomyHandlers: Handlers<"autonomy.list" | "autonomy.accept"> = {
  async "autonomy.list"(_input, context) {
    const { version, document } = await currentPolicy(context.env.DB);
    return { version, bar: document.earning, items: await earned(context, document) };
  },

  async "autonomy.accept"({ kind, version, limits }, context) {
    const { document } = await currentPolicy(context.env.DB);
    const found = (await earned(context, document)).find((each) => each.kind === kind);
    if (!found?.offer) throw refused("conflict", `Nothing is offered for ${kind} now.`);
    if (!sameLimits(found.offer.limits, limits))
      throw refused("conflict", "The record moved since: read the offer again.");
    const kinds = { ...document.kinds, [kind]: { ...askAlways, ...limits, since: null, fell: null } };
    const saved = await enactPolicy(context, version, { ...document, kinds }, "autonomy.accept");
    // A limit does nothing while its agent asks for everything; kinds without a limit go on asking.
    const agent = agentOf(context.env, found.agent);
    const { mode } = await agent.view();
    if (mode !== "approve") return { ...saved, mode };
    const set = await agent.setMode({ mode: "auto", actor: context.actor.id, note: `limit accepted for ${kind}` });
    return { ...saved, mode: set.ok ? "auto" : mode };
  },
};

type Document = Awaited<ReturnType<typeof currentPolicy>>["document"];

async function earned({ env, clock }: CallContext, document: Document): Promise<EarnedShape[]> {
  const now = clock.now();
  const bar = document.earning ?? startingBar;
  const [zone, found] = await env.DB.batch<Record<string, unknown>>([
    env.DB.prepare("SELECT time_zone FROM shop LIMIT 1"),
    env.DB.prepare(
      `SELECT id, agent, kind, title, status, move_percent AS movePercent, impact_minor AS impactMinor, money_minor AS moneyMinor,
         confidence, proposed_at AS proposedAt, decided_by AS decidedBy, decided_at AS decidedAt, edited, harm, harm_at AS harmAt,
         measured->>'gainMinor' AS measuredMinor
       FROM actions WHERE status IN (SELECT value FROM json_each(?1)) AND agent IN (SELECT value FROM json_each(?2)) AND updated_at >= ?3
       ORDER BY updated_at DESC LIMIT ${mostRows}`,
    ).bind(
      JSON.stringify(statuses.filter((status) => !saysNothing.has(status))),
      JSON.stringify(roster(env).map(({ id }) => id)),
      now - bar.days * 86_400_000,
    ),
  ]);
  const { dayOf } = shopCalendar(String(zone?.results[0]?.time_zone ?? "UTC"));
  const rows = outcomes.parse(found?.results).sort((a, b) => a.proposedAt - b.proposedAt);
  return [...groupBy(rows, ({ kind }) => kind)]
    .map(([kind, own]): EarnedShape => {
      const current = document.kinds[kind] ?? askAlways;
      const past: Outcome[] = own;
      const record = trackRecord(past, { from: earnsSince(current, bar, now), until: now });
      return {
        agent: own[0]?.agent ?? "",
        kind,
        rule: current.rule,
        since: current.since ?? null,
        fell: current.fell ?? null,
        record,
        missing: missing(record, bar),
        offer: offerLimit({ rows: past, current, bar, now, dayOf }),
      };
    })
    .sort((a, b) => (a.kind < b.kind ? -1 : 1));
}
