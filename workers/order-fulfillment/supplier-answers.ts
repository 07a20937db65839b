import { number } from "#agent-kit/cell.ts";
import type { Clock } from "#agent-kit/clock.ts";
import { inParts } from "#agent-kit/ledger/json-parts.ts";
import type { OfferVariant } from "#integrations/supplier/offer.ts";
import type { SupplierPort } from "#integrations/supplier/port.ts";

/** A supplier's variant, as our sources name it. */
export interface Good {
  reference: string;
  productReference: string | null;
}

/** What a supplier said of one variant; money in its own currency, 0 where it could not be read, null where it was not told. */
export interface Answer {
  reference: string;
  stock: number | null;
  costMinor: number | null;
  askedAt: number;
}

/** Answers by the supplier's variant. */
export type Answers = Map<string, Answer>;

/** What one piece of work may still ask of one supplier: so many questions, until then. */
export interface Turn {
  port: SupplierPort;
  clock: Clock;
  left: number;
  until: number;
}

/** The rest of the time is for the store, freight, placing, and a vendor that is slower than it says. */
const shareOfTime = 0.4;
/** Older answers are asked again before money is spent. */
export const freshMs = 10 * 60_000;

/** Bounded by count, at the rate the vendor declares, and by time, for a vendor that does not keep to it. */
export function turnOf(port: SupplierPort, clock: Clock, timeoutMs: number): Turn {
  const ms = shareOfTime * timeoutMs;
  const left = Math.max(1, Math.floor(((port.declaration.perSecond ?? 1) * ms) / 1_000));
  return { port, clock, left, until: clock.now() + ms };
}

/**
 * Asks about these goods with this share of what is left of the turn: a product at once where the supplier tells it so, the rest
 * one by one. What was answered is in `answers` whatever becomes of the next question; throws what the port throws.
 */
export async function inquire(turn: Turn, goods: Good[], answers: Answers, share = 1): Promise<void> {
  const { port, clock } = turn;
  const end = turn.left - Math.ceil(turn.left * share);
  const until = clock.now() + share * (turn.until - clock.now());
  const may = () => turn.left > end && clock.now() < until;
  for (const [product, within] of Map.groupBy(goods, ({ productReference }) => productReference)) {
    const told = new Map<string, OfferVariant>();
    if (product !== null && port.details) {
      if (!may()) return;
      turn.left -= 1;
      for (const variant of (await port.details(product))?.variants ?? []) told.set(variant.reference, variant);
    }
    for (const { reference } of within) {
      const { stock: counted, costMinor = null } = told.get(reference) ?? {};
      let stock = counted ?? null;
      if (counted === undefined && port.stock) {
        if (!may()) return;
        turn.left -= 1;
        stock = await port.stock(reference);
      }
      answers.set(reference, {
        reference,
        stock,
        costMinor: Number.isNaN(costMinor) ? 0 : costMinor,
        askedAt: clock.now(),
      });
    }
  }
}

/** What these suppliers said of these variants since then. */
export function keptAnswers(db: D1Database, asked: [supplier: string, reference: string][], since: number) {
  return db
    .prepare(
      `SELECT a.* FROM json_each(?1) AS w CROSS JOIN supplier_answers AS a ON a.supplier = w.value->>0 AND a.reference = w.value->>1
       WHERE a.asked_at >= ?2`,
    )
    .bind(JSON.stringify(asked), since);
}

export function answerOf(row: Record<string, unknown>): Answer {
  const { reference, stock, cost_minor, asked_at } = row;
  return {
    reference: String(reference),
    stock: number(stock),
    costMinor: number(cost_minor),
    askedAt: Number(asked_at),
  };
}

/** Keeps the newest answer of each variant. Facts, whatever becomes of the work that asked: not part of a run's batch. */
export function keepAnswers(db: D1Database, supplier: string, answers: Answer[]): D1PreparedStatement[] {
  return inParts(answers).map((json) =>
    db
      .prepare(
        `INSERT INTO supplier_answers (supplier, reference, stock, cost_minor, asked_at)
         SELECT ?1, a.value->>'reference', a.value->>'stock', a.value->>'costMinor', a.value->>'askedAt' FROM json_each(?2) AS a WHERE true
         ON CONFLICT (supplier, reference) DO UPDATE SET stock = excluded.stock, cost_minor = excluded.cost_minor, asked_at = excluded.asked_at
         WHERE excluded.asked_at >= supplier_answers.asked_at`,
      )
      .bind(supplier, json),
  );
}
