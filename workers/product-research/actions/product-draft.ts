import type { ActionContext, DeltaKind, Guarded, Verified } from "#agent-kit/definition.ts";
import { KitError } from "#agent-kit/errors.ts";
import { formatMinor } from "#core/money/minor-units.ts";
import { hasUserError } from "#integrations/shopify/errors.ts";
import {
  metafieldDefinitionCreate,
  productById,
  productBySupplierRef,
  productDelete,
  productMediaStatus,
  productSetDraft,
} from "#integrations/shopify/operations.generated.ts";
import { SUPPLIER_REFERENCE, supplierReference } from "#integrations/shopify/supplier-reference.ts";
import type { Clients } from "../clients.ts";
import { draftInput } from "./draft-input.ts";
import { draftValue, marginLeft, type ProductDraft, productDraftPayload } from "./draft-payload.ts";

type Context = ActionContext<Clients>;

/** Media of a draft is fetched by the store within seconds; a lost answer may come through this much later. */
const settleMs = 60_000;

/**
 * Makes a draft product of a supplier's offer. The supplier's reference is a unique metafield, so the product can be looked
 * up in primary data after an unknown outcome. It is undone by deleting the draft as long as nobody worked on it.
 */
export const productDraft: DeltaKind<ProductDraft, Clients> = {
  payload: productDraftPayload,
  effect: "delta",
  certainty: "readable",
  scopes: ["write_products"],
  settleMs,

  async guard(context, action, payload): Promise<Guarded> {
    const thin = payload.variants.find((variant) => marginLeft(payload, variant) < payload.leastMargin);
    if (thin) {
      const price = formatMinor(thin.priceMinor, action.currency);
      return { ok: false, reason: `${thin.title} at ${price} leaves less than ${percent(payload.leastMargin)}` };
    }
    const held = await context.env.DB.prepare(
      `SELECT c.doubt, s.status FROM candidates AS c LEFT JOIN supplier_states AS s ON s.supplier = c.supplier WHERE c.id = ?1`,
    )
      .bind(action.target)
      .first<{ doubt: string | null; status: string | null }>();
    if (held?.doubt) return { ok: false, reason: `the offer is no longer believed: ${held.doubt}` };
    // On a later try what is there already is ours.
    if (action.attempts > 1) return { ok: true };
    const present = await lookUp(context as Context, payload);
    return present === null ? { ok: true } : { ok: false, reason: `the store already has it: ${present.title}` };
  },

  async apply(context, action, payload) {
    await defineReference(context);
    const value = supplierReference(payload.supplier, payload.reference);
    const { productSet } = await context.clients.store().run(productSetDraft, {
      identifier: { customId: { namespace: SUPPLIER_REFERENCE.namespace, key: SUPPLIER_REFERENCE.key, value } },
      input: draftInput(payload, action.currency),
      synchronous: true,
    });
    return { productId: productSet?.product?.id ?? null };
  },

  async verify(context, _action, payload): Promise<Verified> {
    const product = await lookUp(context, payload);
    if (product === null) return "absent";
    const media = await context.clients.store().run(productMediaStatus, { id: product.id });
    const statuses = media.product?.media.nodes.map(({ status }) => status) ?? [];
    // An image that failed stays failed; the draft is there, and its reviewer sees the gap.
    return statuses.every((status) => status === "READY" || status === "FAILED") ? "confirmed" : "not-yet";
  },

  async revert(context, action, payload) {
    const product = await lookUp(context, payload);
    if (product === null) return { productId: null };
    await refuseTouched(context, product.id, payload, action.currency);
    const { productDelete: deleted } = await context.clients.store().run(productDelete, { id: product.id });
    return { productId: deleted?.deletedProductId ?? null };
  },

  async verifyReverted(context, _action, payload): Promise<Verified> {
    return (await lookUp(context, payload)) === null ? "confirmed" : "absent";
  },

  edit: {
    fields: ["title", "description", "productType", "images", "variants"],
    allowed(held, edited) {
      const costs = new Map(held.variants.map(({ reference, costMinor }) => [reference, costMinor]));
      const strange = edited.variants.find(({ reference, costMinor }) => costs.get(reference) !== costMinor);
      return strange
        ? {
            ok: false,
            reason: `${strange.title} is not what the supplier offered: its number and cost stay as they are.`,
          }
        : { ok: true };
    },
    measure: (_action, payload) => ({
      after: draftValue(payload),
      movePercent: null,
      impactMinor: 0,
      moneyMinor: 0,
    }),
  },
};

async function lookUp(context: Context, payload: ProductDraft) {
  const { productByIdentifier } = await context.clients.store().run(productBySupplierRef, {
    namespace: SUPPLIER_REFERENCE.namespace,
    key: SUPPLIER_REFERENCE.key,
    value: supplierReference(payload.supplier, payload.reference),
  });
  return productByIdentifier;
}

/** The store knows the metafield from the first draft on; that it knows it already is no failure. */
async function defineReference(context: Context): Promise<void> {
  const definition = {
    ...SUPPLIER_REFERENCE,
    name: "Supplier reference",
    ownerType: "PRODUCT" as const,
    capabilities: { uniqueValues: { enabled: true } },
  };
  await context.clients
    .store()
    .run(metafieldDefinitionCreate, { definition }, { effect: "keyed-write" })
    .catch((error: unknown) => {
      if (!hasUserError(error, "TAKEN")) throw error;
    });
}

async function refuseTouched(context: Context, id: string, payload: ProductDraft, currency: string): Promise<void> {
  const { product } = await context.clients.store().run(productById, { id });
  if (!product) return;
  const wanted = payload.variants.map(({ sku, priceMinor }) => `${sku} ${formatMinor(priceMinor, currency)}`).sort();
  const found = product.variants.nodes.map(({ sku, price }) => `${sku} ${price}`).sort();
  const untouched =
    product.status === "DRAFT" &&
    product.publishedAt === null &&
    product.title === payload.title &&
    product.vendor === payload.supplier &&
    JSON.stringify(wanted) === JSON.stringify(found);
  if (untouched) return;
  throw new KitError({
    code: "draft-touched",
    message: "Somebody has worked on the draft since: delete it by hand if it is to go.",
    outcome: "refused",
    report: false,
    countsAgainst: false,
  });
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
