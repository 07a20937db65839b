import type { Decision, RunContext } from "#agent-kit/definition.ts";
import { toKitError } from "#agent-kit/errors.ts";
import { allocateStock } from "#core/inventory/allocate-stock.ts";
import { syncBuffer } from "#core/inventory/available-to-promise.ts";
import { type ChannelLine, compareVersions } from "#core/inventory/channel-lines.ts";
import { digest } from "#core/ledger/identity.ts";
import { showCount } from "#core/money/show-money.ts";
import type { ChannelPort } from "#integrations/channel/port.ts";
import type { Demand } from "./demand.ts";
import type { InventoryPricingSettings } from "./settings.ts";
import type { ShopTerms, VariantSnapshot } from "./snapshot.ts";

/** What the second channel shows of this chunk's items, and the shelves behind them. */
export type ChannelSnapshot =
  | {
      ok: true;
      id: string;
      name: string;
      held: ChannelLine[];
      /** By variant: units at each location, the newest store event about them, and how many variants have its SKU. */
      shelves: Record<string, { levels: [location: string, available: number][]; eventAt: number; sameSku: number }>;
      /** Items it still sells and the store does not: when they went. */
      gone: { sku: string; eventAt: number }[];
      /** First variant of the chunk: one open action a chunk. */
      place: string;
    }
  | { ok: false; why: string };

/** Levels of removed locations count as events, not as stock. */
function shelvesQuery(db: D1Database, ids: string): D1PreparedStatement {
  return db
    .prepare(
      `SELECT v.id, max(v.updated_at, v.triggered_at, coalesce(max(max(l.updated_at, l.triggered_at)), 0)) AS event_at,
         json_group_array(json_array(l.location_id, l.available)) FILTER (WHERE l.deleted_at IS NULL AND coalesce(w.active, 1) = 1) AS levels,
         (SELECT count(*) FROM variants AS s WHERE s.sku = v.sku AND s.deleted_at IS NULL) AS same_sku
       FROM json_each(?1) AS k JOIN variants AS v ON v.id = k.value LEFT JOIN inventory_levels AS l ON l.item_id = v.inventory_item_id
       LEFT JOIN locations AS w ON w.id = l.location_id GROUP BY v.id`,
    )
    .bind(ids);
}

/** Of these SKUs, those whose every variant was deleted or is not for sale any more. */
function goneQuery(db: D1Database, skus: string): D1PreparedStatement {
  return db
    .prepare(
      `SELECT v.sku, max(max(v.updated_at, v.triggered_at, coalesce(v.deleted_at, 0), p.updated_at, p.triggered_at, coalesce(p.deleted_at, 0))) AS event_at
       FROM json_each(?1) AS k JOIN variants AS v ON v.sku = k.value JOIN products AS p ON p.id = v.product_id
       GROUP BY v.sku HAVING sum(v.deleted_at IS NULL AND p.deleted_at IS NULL AND p.status = 'ACTIVE') = 0`,
    )
    .bind(skus);
}

/** Asks the channel what it shows; one that cannot be asked costs the run nothing else. `first` also looks for what is gone. */
export async function readChannel(
  port: ChannelPort,
  variants: VariantSnapshot[],
  first: boolean,
  { query, env }: Pick<RunContext<unknown, unknown>, "query" | "env">,
): Promise<ChannelSnapshot> {
  try {
    const { lines } = await port.read();
    const selling = first ? [...lines.values()].filter(({ quantity }) => quantity > 0).map(({ sku }) => sku) : [];
    const [found, missing] = await query([
      shelvesQuery(env.DB, JSON.stringify(variants.map((variant) => variant.id))),
      ...(selling.length > 0 ? [goneQuery(env.DB, JSON.stringify(selling))] : []),
    ]);
    const gone = (missing?.results ?? []).map((row) => ({ sku: String(row.sku), eventAt: Number(row.event_at) }));
    const shelves = Object.fromEntries(
      (found?.results ?? []).map((row) => [
        String(row.id),
        {
          levels: JSON.parse(String(row.levels ?? "[]")) as [string, number][],
          eventAt: Number(row.event_at ?? 0),
          sameSku: Number(row.same_sku ?? 0),
        },
      ]),
    );
    const held = [...variants, ...gone].flatMap(({ sku }) => lines.get(sku ?? "") ?? []);
    const { id, name } = port.declaration;
    return { ok: true, id, name, held, shelves, gone, place: variants[0]?.id ?? "" };
  } catch (thrown) {
    return { ok: false, why: toKitError(thrown).message };
  }
}

interface Change {
  line: ChannelLine;
  was: ChannelLine | null;
}

interface Told {
  decision: Decision | null;
  measures: Record<string, number | string>;
}

/** What the channel is to be told: its share of each location, less a buffer for what sells before it hears of it. */
export function tellChannel(
  snapshot: ChannelSnapshot,
  variants: VariantSnapshot[],
  demands: ReadonlyMap<string, Demand>,
  shop: ShopTerms,
  settings: InventoryPricingSettings,
  now: number,
): Told {
  if (!snapshot.ok) return { decision: null, measures: { channel: `not read: ${snapshot.why}` } };
  const { share, locations, lagHours, serviceLevel } = settings.channel;
  const held = new Map(snapshot.held.map((line) => [line.sku, line]));
  const told = variants.flatMap(({ id, sku, priceMinor }): Change[] => {
    const shelf = snapshot.shelves[id];
    // One SKU of several variants would be one line for both.
    if (sku === null || shelf?.sameSku !== 1) return [];
    const buffer = syncBuffer(demands.get(id)?.sdPerDay ?? 0, lagHours / 24, serviceLevel);
    const parts = allocateStock(
      shelf.levels.map(([location, available]) => ({ id: location, available })),
      [
        // All of the store's publications sell from the one number the store keeps at each location.
        { id: "store", share: 1 - share, locations: null, buffer: 0 },
        { id: snapshot.id, share, locations: locations.length > 0 ? locations : null, buffer },
      ],
    );
    const version = { eventAt: shelf.eventAt, seenAt: now, undone: 0 } as const;
    const line = { sku, quantity: parts.get(snapshot.id) ?? 0, priceMinor, currency: shop.currency, version };
    const was = held.get(sku) ?? null;
    const same = was?.quantity === line.quantity && was.priceMinor === priceMinor && was.currency === line.currency;
    return same || (was && compareVersions(version, was.version) <= 0) ? [] : [{ line, was }];
  });
  const withdrawn = snapshot.gone.flatMap(({ sku, eventAt }): Change[] => {
    const was = held.get(sku);
    const version = { eventAt, seenAt: now, undone: 0 } as const;
    return was && compareVersions(version, was.version) > 0 ? [{ line: { ...was, quantity: 0, version }, was }] : [];
  });
  const changed = [...told, ...withdrawn];
  const measures = { "channel lines": variants.length, "channel lines to tell": changed.length };
  if (changed.length === 0) return { decision: null, measures };
  const out = changed.filter(({ line, was }) => line.quantity === 0 && (was?.quantity ?? 0) > 0).length;
  const units = (of: (each: (typeof changed)[number]) => number) => changed.reduce((sum, each) => sum + of(each), 0);
  const before = units(({ was }) => was?.quantity ?? 0);
  const after = units(({ line }) => line.quantity);
  const prices = changed.filter(({ line, was }) => was !== null && was.priceMinor !== line.priceMinor).length;
  const kept = Math.round(100 * (1 - share));
  return {
    measures,
    decision: {
      kind: "channel.sync",
      target: `${snapshot.id}:${snapshot.place}`,
      title: `What ${snapshot.name} may sell`,
      intent: `tell ${digest(JSON.stringify(changed.map(({ line }) => [line.sku, line.quantity, line.priceMinor])), 16)}`,
      basis: `event ${Math.max(...changed.map(({ line }) => line.version.eventAt))}`,
      group: "availability",
      payload: {
        channel: snapshot.id,
        lines: changed.map(({ line, was }) => ({ line: plain(line), was: was && plain(was) })),
      },
      before: { products: changed.length, units: before },
      after: { products: changed.length, units: after },
      movePercent: null,
      impactMinor: 0,
      moneyMinor: 0,
      currency: shop.currency,
      confidence: 1,
      reasons: [
        {
          code: "availability",
          text: `${showCount(changed.length)} products changed there: ${showCount(out)} sold out, ${showCount(prices)} other prices, ${showCount(after)} units in all`,
        },
        {
          code: "allocation",
          text: `The store keeps ${kept} % of each location; of the rest, what sells within ${lagHours} hours is kept back (${Math.round(100 * serviceLevel)} % sure)`,
        },
      ],
      figures: { products: changed.length, units: after, soldOut: out },
      provenance: { stock: "measured", buffer: "estimated", share: "assumed" },
    },
  };
}

function plain({ version, ...line }: ChannelLine) {
  return { ...line, version: { ...version } };
}
