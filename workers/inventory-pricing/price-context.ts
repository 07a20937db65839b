import { bandOfTags, type PriceBand } from "./price-band.ts";

type Row = Record<string, unknown>;

/** What bears on a variant's price beside its own past. */
export interface PriceContext {
  /** As entered for the variant; null where nothing was. */
  band: PriceBand | null;
  /** Tags of its product that may name an amount, and when the product last changed. */
  tags: string[];
  taggedAt: number;
  /** Where its price is fixed, each in its list's own currency. */
  fixed: { list: string; currency: string; priceMinor: number }[];
  createdAt: number | null;
}

/** One row a variant; in a replay of the past only what had been entered by then. */
export function contextQuery(db: D1Database, ids: string, until: number | null): D1PreparedStatement {
  return db
    .prepare(
      `SELECT v.id AS variant_id, v.created_at, CASE WHEN p.updated_at < ?2 THEN p.tags END AS tags, p.updated_at AS tagged_at,
         b.low_minor AS band_low, b.high_minor AS band_high, b.kind AS band_kind, b.source AS band_source, b.as_of AS band_as_of,
         (SELECT json_group_array(json_object('list', list_name, 'currency', currency, 'priceMinor', price_minor)) FROM fixed_prices AS x
           WHERE x.variant_id = v.id AND x.read_at < ?2) AS fixed
       FROM json_each(?1) AS k JOIN variants AS v ON v.id = k.value JOIN products AS p ON p.id = v.product_id
       LEFT JOIN price_bands AS b ON b.variant_id = v.id AND b.updated_at < ?2`,
    )
    .bind(ids, until ?? Number.MAX_SAFE_INTEGER);
}

export function contextOf(row: Row | undefined): PriceContext {
  const tags = JSON.parse(String(row?.tags ?? "[]")) as string[];
  return {
    band: enteredBand(row ?? {}),
    tags: tags.filter((tag) => /\d$/.test(tag)),
    taggedAt: Number(row?.tagged_at ?? 0),
    fixed: JSON.parse(String(row?.fixed ?? "[]")) as PriceContext["fixed"],
    createdAt: typeof row?.created_at === "number" ? row.created_at : null,
  };
}

/** What was entered for the variant, else what its product's tags say. */
export function bandOf(context: PriceContext | undefined, mapTag: string, currency: string): PriceBand | null {
  return context ? (context.band ?? bandOfTags(context.tags, mapTag, currency, context.taggedAt)) : null;
}

function enteredBand(row: Row): PriceBand | null {
  if (row.band_kind === null || row.band_kind === undefined) return null;
  const amount = (value: unknown) => (value === null ? null : Number(value));
  return {
    lowMinor: amount(row.band_low),
    highMinor: amount(row.band_high),
    kind: row.band_kind === "agreed" ? "agreed" : "observed",
    source: String(row.band_source),
    asOf: Number(row.band_as_of),
  };
}
