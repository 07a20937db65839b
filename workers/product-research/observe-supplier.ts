import type { DoubtedCost } from "#core/product-research/doubt-offer.ts";
import { titleWords } from "#core/product-research/title-similarity.ts";
import { type Offer, offer as offerSchema } from "#integrations/supplier/offer.ts";
import type { SupplierPort } from "#integrations/supplier/port.ts";
import type { Chunk, Context } from "./observe.ts";
import { quoteOffer } from "./quote-offer.ts";
import type { KnownOffer, ShopTerms, SupplierAnswer } from "./snapshot.ts";
import { failureOf } from "./supplier-failure.ts";

interface At {
  at: number;
  after: string | null;
  page: number;
}

const pageSize = 500;
/** A list that never ends is cut here. */
const mostPages = 40;
const quotedForMs = 7 * 86_400_000;

/** One page of one supplier. Whatever it does to us is its answer, not the run's end. */
export async function observeSupplier(
  context: Context,
  shop: ShopTerms,
  port: SupplierPort,
  place: At,
): Promise<Chunk> {
  const { declaration } = port;
  const terms = await termsOf(context, shop);
  let next: string | null = null;
  let known: KnownOffer[] = [];
  let answer: SupplierAnswer;
  try {
    const found = await ask(port, terms, place);
    next = found.next;
    const rows = await knownOf(context, declaration.id, found.offers);
    known = rows.map(({ quotedAt: _, ...row }) => row);
    const quoted = await quote(context, port, found.offers, rows);
    // What the shop already sells is no candidate: it is only counted.
    const { unreadable } = found;
    answer =
      declaration.catalogue === "observed"
        ? { ok: true, offers: [], quoted: [], unreadable: [], observed: found.offers.length + unreadable.length }
        : { ok: true, offers: quoted.offers, quoted: quoted.references, unreadable, observed: null };
  } catch (thrown) {
    const failed = failureOf(thrown);
    context.log.warn("a supplier did not answer", { supplier: declaration.id, ...failed });
    answer = { ok: false, ...failed };
  }
  const goesOn = next !== null && place.page + 1 < mostPages;
  return {
    snapshot: {
      phase: "supplier",
      shop,
      supplier: declaration.id,
      page: place.page,
      evidence: declaration.evidence,
      answer,
      known,
    },
    observed: answer.ok ? (answer.observed ?? answer.offers.length) : 0,
    next: goesOn
      ? { phase: "supplier", at: place.at, after: next, page: place.page + 1 }
      : { phase: "supplier", at: place.at + 1, after: null, page: 0 },
  };
}

async function ask(port: SupplierPort, terms: string[], { after }: At) {
  if (!port.search) return { offers: [], unreadable: [], next: null };
  if (port.declaration.catalogue !== "search") return port.search({ terms: "", after, limit: pageSize });
  const found = new Map<string, Offer>();
  const unreadable: { reference: string; why: string }[] = [];
  for (const words of terms) {
    const page = await port.search({ terms: words, after: null, limit: 50 });
    for (const each of page.offers) found.set(each.reference, each);
    unreadable.push(...page.unreadable);
  }
  return { offers: [...found.values()], unreadable, next: null };
}

/** The owner's words and what rises here, a few of them each run, another few the next. */
async function termsOf(context: Context, shop: ShopTerms): Promise<string[]> {
  const { searches, searchesPerRun } = context.settings;
  const [rising] = await context.query([
    context.env.DB.prepare(
      `SELECT p.title FROM trends AS t JOIN variants AS v ON v.id = t.variant_id JOIN products AS p ON p.id = v.product_id
       WHERE t.day = ?1 AND t.lower > 0 ORDER BY t.lower DESC, t.variant_id LIMIT 10`,
    ).bind(shop.through),
  ]);
  const own = (rising?.results ?? []).map((row) => titleWords(String(row.title)).slice(-3).join(" "));
  const all = [...new Set([...searches, ...own])].filter((terms) => terms !== "");
  if (all.length <= searchesPerRun) return all;
  const from = (Math.floor(context.now / 3_600_000) * searchesPerRun) % all.length;
  return Array.from({ length: searchesPerRun }, (_, at) => all[(from + at) % all.length]!);
}

type KnownRow = KnownOffer & { quotedAt: number | null };

async function knownOf(context: Context, supplier: string, offers: Offer[]): Promise<KnownRow[]> {
  const [rows] = await context.query([
    context.env.DB.prepare(
      `SELECT reference, cost_minor, currency, offer, quoted_at, doubted_cost FROM candidates
       WHERE supplier = ?1 AND reference IN (SELECT value FROM json_each(?2))`,
    ).bind(supplier, JSON.stringify(offers.map(({ reference }) => reference))),
  ]);
  return (rows?.results ?? []).map((row) => ({
    reference: String(row.reference),
    costMinor: Number(row.cost_minor),
    currency: String(row.currency),
    offer: offerSchema.parse(JSON.parse(String(row.offer))),
    doubted: row.doubted_cost === null ? null : (JSON.parse(String(row.doubted_cost)) as DoubtedCost),
    quotedAt: row.quoted_at === null ? null : Number(row.quoted_at),
  }));
}

/** Asks for variants, stock and shipping of a few offers that were never asked for, or long ago. */
async function quote(context: Context, port: SupplierPort, offers: Offer[], known: KnownRow[]) {
  if (!port.details && !port.quoteShipping) return { offers, references: [] };
  const quotedAt = new Map(known.map((row) => [row.reference, row.quotedAt]));
  const due = offers
    .filter(({ reference }) => (quotedAt.get(reference) ?? 0) < context.now - quotedForMs)
    .slice(0, context.settings.quotesPerRun);
  const quoted = new Map<string, Offer>();
  for (const each of due) quoted.set(each.reference, await quoteOffer(port, each, context.settings));
  return { offers: offers.map((each) => quoted.get(each.reference) ?? each), references: [...quoted.keys()] };
}
