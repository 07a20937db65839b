import { env } from "cloudflare:workers";
import { expect, inject } from "vitest";
import { orderNumber } from "#core/purchasing/order-number.ts";
import { agentState } from "#durable-objects/client.ts";
import { InventoryPricing } from "#tests/workers/all.ts";
import { watchFetch } from "#tests/workers/killer.ts";
import { seedShop } from "#tests/workers/kit-harness.ts";
import type { Desk, Seeded } from "#tests/workers/ledger-harness.ts";
import { Probe } from "#tests/workers/probe-agent.ts";

/** Every kind of effect the ledger knows, over the sandbox's real store, our own D1, and a vendor with neither key nor look-up. */

export interface Variant {
  id: string;
  productId: string;
  itemId: string;
  locationId: string;
  priceMinor: number;
  compareAtMinor: number | null;
}

const sandbox = inject("sandboxUrl");
export const mailSettings = {
  RESEND_API_KEY: "re_sandbox",
  MAIL_FROM: "The Shop <orders@shop.example>",
  RESEND_BASE_URL: `${sandbox}/vendors/resend`,
};
export const channelSettings = {
  CHANNEL_FEED_URL: `${sandbox}/vendors/channel/inventory.csv`,
  CHANNEL_FEED_TOKEN: "channel-sandbox-token",
};
const inventory: Desk = {
  agent: "inventory-pricing",
  Agent: InventoryPricing,
  extra: { SHOPIFY_BASE_URL: sandbox, ...mailSettings, ...channelSettings },
};
const probe: Desk = { agent: "probe", Agent: Probe, extra: {} };
export const variants: Variant[] = [];

export interface Subject {
  desk: Desk;
  seed(variant: Variant, round: number): Seeded;
  /** What must be there before the action is. */
  prepare?(seed: Seeded): Promise<void>;
  /** Values the vendor changed since `mark`, for this target. */
  effects(seed: Seeded, mark: number): Promise<unknown[]>;
  mark(): Promise<number>;
  certainty: "exactly-once" | "at-most-once";
  /** How many effects an undo adds; null when it cannot be undone. */
  undo: number | null;
}

const sent: { target: string }[] = [];
/** Set to lose the next answers of the vendor that can be asked nothing. */
export const silentVendor = { lost: 0 };

export const subjects: Record<string, Subject> = {
  "price.set (absolute, read back)": {
    desk: inventory,
    certainty: "exactly-once",
    undo: 1,
    seed: (variant, round) => priceOf(variant, variant.priceMinor + 1 + round),
    mark: sandboxMark,
    effects: async (seed, mark) =>
      (await sandboxChanges())
        .slice(mark)
        .filter((change) => change.kind === "price" && change.target.includes(tail(seed.target))),
  },
  "channel.sync (merged by version, read back)": {
    desk: inventory,
    certainty: "exactly-once",
    undo: 1,
    seed: (_variant, round) => ({
      kind: "channel.sync",
      target: `csv-channel:${round}`,
      effect: "delta",
      payload: { channel: "csv-channel", lines: [{ line: channelLine(`sku ${round}`, round), was: null }] },
      before: null,
      after: null,
    }),
    mark: sandboxMark,
    effects: async (seed, mark) => {
      const { lines } = seed.payload as { lines: { line: { sku: string } }[] };
      return (await sandboxChanges())
        .slice(mark)
        .filter((change) => change.kind === "channel" && change.target === lines[0]?.line.sku);
    },
  },
  "stock.sync (delta, keyed)": {
    desk: inventory,
    certainty: "exactly-once",
    undo: 1,
    seed: (variant, round) => ({
      kind: "stock.sync",
      target: `${variant.itemId} at ${variant.locationId}`,
      effect: "delta",
      payload: { itemId: variant.itemId, locationId: variant.locationId, delta: 3, countId: `c${round}` },
      before: null,
      after: null,
    }),
    mark: sandboxMark,
    effects: async (seed, mark) => {
      const { itemId } = seed.payload as { itemId: string };
      return (await sandboxChanges())
        .slice(mark)
        .filter((change) => change.root === "inventoryAdjustQuantities" && change.target.includes(tail(itemId)));
    },
  },
  "purchase.draft (ours, atomic)": {
    desk: inventory,
    certainty: "exactly-once",
    undo: 0,
    seed: (variant, round) => ({
      kind: "purchase.draft",
      target: `supplier:${round}`,
      effect: "delta",
      payload: {
        supplier: `s${round}`,
        currency: "GBP",
        lines: [{ variantId: variant.id, sku: "x", title: "x", quantity: 5, unitCostMinor: 100 }],
      },
      before: null,
      after: null,
    }),
    mark: async () => 0,
    effects: async (seed) => {
      const { supplier } = seed.payload as { supplier: string };
      const rows = await env.DB.prepare(
        "SELECT d.id FROM purchase_drafts AS d JOIN purchase_lines AS l ON l.draft_id = d.id WHERE d.supplier = ?1 AND l.quantity = 5",
      )
        .bind(supplier)
        .all();
      return rows.results;
    },
  },
  "purchase.send (delta, keyed for a day, then looked up)": {
    desk: inventory,
    certainty: "exactly-once",
    undo: null,
    seed: (_variant, round) => {
      const purchaseId = `a-mail${String(round).padStart(4, "0")}`;
      const { MAIL_FROM: from } = mailSettings;
      return {
        kind: "purchase.send",
        target: `purchase:${purchaseId}`,
        effect: "delta",
        payload: { purchaseId, supplier: "Weaver", to: "sales@weaver.example", from, shop: "The Shop" },
        before: null,
        after: null,
      };
    },
    prepare: async (seed) => draftPurchase((seed.payload as { purchaseId: string }).purchaseId),
    mark: async () => 0,
    effects: async (seed) => {
      const { purchaseId } = seed.payload as { purchaseId: string };
      const mails = (await sandboxState()).mails.filter(({ subject }) => subject.includes(orderNumber(purchaseId)));
      const purchase = await env.DB.prepare("SELECT status, mail_id FROM purchase_drafts WHERE id = ?1")
        .bind(purchaseId)
        .first();
      // What we say of it must be what the supplier got.
      expect(purchase).toEqual({ status: "sent", mail_id: mails[0]?.id });
      return mails;
    },
  },
  "once.send (no key, no look-up)": {
    desk: probe,
    certainty: "at-most-once",
    undo: null,
    seed: (_variant, round) => ({
      kind: "once.send",
      target: `to ${round}`,
      effect: "delta",
      payload: { value: round },
      before: null,
      after: null,
    }),
    mark: async () => sent.length,
    effects: async (seed, mark) => sent.slice(mark).filter(({ target }) => target === seed.target),
  },
};

export async function prepareShop(): Promise<void> {
  await sandboxPost("reset", {});
  // A killed try holds its part of the rate until that lapses.
  await sandboxPost("mail", { perSecond: 200 });
  await seedShop();
  variants.push(...(await readVariants()));
  for (const agent of ["inventory-pricing", "probe"])
    await agentState(env, agent).configure({
      mode: "approve",
      now: Date.now(),
      audit: { id: agent, at: 1, actor: "test", role: "admin", operation: "x", subject: agent, detail: {} },
    });
  watchFetch((url) => {
    if (!url.startsWith("https://vendor.test/")) return null;
    sent.push({ target: decodeURIComponent(url.slice("https://vendor.test/".length)) });
    if (silentVendor.lost > 0) {
      silentVendor.lost -= 1;
      throw new TypeError("the connection was lost");
    }
    return Response.json({ ok: true });
  });
}

export function channelLine(sku: string, eventAt: number, quantity = 1 + eventAt) {
  return { sku, quantity, priceMinor: 1_299, currency: "GBP", version: { eventAt, seenAt: 1, undone: 0 as 0 | 1 } };
}

export function priceOf(variant: Variant, priceMinor: number): Seeded {
  const { id: variantId, productId, compareAtMinor } = variant;
  const terms = { taxRate: 0.2, taxIncluded: true };
  return {
    kind: "price.set",
    target: variantId,
    effect: "absolute",
    payload: {
      productId,
      variantId,
      priceMinor,
      compareAtMinor,
      costMinor: null,
      weeklyUnits: 1,
      marginFloor: 0.15,
      terms,
    },
    before: { priceMinor: variant.priceMinor, compareAtMinor },
    after: { priceMinor, compareAtMinor },
  };
}

/** Puts the variant's price back to what the next round believes, and closes what a person was asked. */
export async function forget(variant: Variant, seed: Seeded): Promise<void> {
  if (seed.kind === "price.set")
    Object.assign(
      variant,
      (await readVariants()).find(({ id }) => id === variant.id),
    );
  await env.DB.prepare("UPDATE actions SET status = 'rejected' WHERE status = 'unknown'").run();
}

/** A draft of one row, as an approved reorder leaves it. */
export async function draftPurchase(id: string, status = "draft"): Promise<void> {
  await env.DB.batch([
    env.DB.prepare(
      "INSERT INTO purchase_drafts (id, supplier, status, currency, total_minor, created_at, updated_at) VALUES (?1, 'Weaver', ?2, 'GBP', 500, 1, 1)",
    ).bind(id, status),
    env.DB.prepare(
      "INSERT INTO purchase_lines (draft_id, variant_id, sku, title, quantity, unit_cost_minor) VALUES (?1, 'gid://shopify/ProductVariant/1', 'TT-1', 'Tea towel', 5, 100)",
    ).bind(id),
  ]);
}

interface Change {
  kind: string;
  root: string;
  target: string;
}

export interface SandboxState {
  effects: { changes: Change[] };
  mails: {
    id: string;
    to: string[];
    from: string;
    subject: string;
    text: string;
    html: string;
    attachments?: { content: string }[];
  }[];
}

export async function sandboxState(): Promise<SandboxState> {
  return (await fetch(`${sandbox}/__sandbox/state`)).json();
}

export async function sandboxChanges(): Promise<Change[]> {
  return (await sandboxState()).effects.changes;
}

async function sandboxMark(): Promise<number> {
  return (await sandboxChanges()).length;
}

function tail(gid: string): string {
  return gid.slice(gid.lastIndexOf("/") + 1);
}

export async function sandboxPost(path: string, body: unknown): Promise<void> {
  const reply = await fetch(`${sandbox}/__sandbox/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(reply.status).toBe(200);
}

export async function readVariants(origin = sandbox): Promise<Variant[]> {
  const query = `{ products(first: 10) { nodes { id variants(first: 1) { nodes { id price compareAtPrice inventoryItem { id } } } } } locations(first: 1) { nodes { id } } }`;
  const reply = await fetch(`${origin}/admin/api/2026-10/graphql.json`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-shopify-access-token": "shpat_sandbox" },
    body: JSON.stringify({ query }),
  });
  const { data } = (await reply.json()) as {
    data: {
      products: {
        nodes: {
          id: string;
          variants: {
            nodes: { id: string; price: string; compareAtPrice: string | null; inventoryItem: { id: string } }[];
          };
        }[];
      };
      locations: { nodes: { id: string }[] };
    };
  };
  const minor = (text: string) => Math.round(Number(text) * 100);
  return data.products.nodes.flatMap((product) =>
    product.variants.nodes.map((variant) => ({
      id: variant.id,
      productId: product.id,
      itemId: variant.inventoryItem.id,
      locationId: data.locations.nodes[0]!.id,
      priceMinor: minor(variant.price),
      compareAtMinor: variant.compareAtPrice === null ? null : minor(variant.compareAtPrice),
    })),
  );
}
