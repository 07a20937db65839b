import * as z from "zod/mini";
import type { AbsoluteKind, ActionContext, Json } from "#agent-kit/definition.ts";
import { KitError } from "#agent-kit/errors.ts";
import {
  productById,
  productStatusUpdate,
  productUnpublish,
  publications,
  productPublish as publishOperation,
} from "#integrations/shopify/operations.generated.ts";
import type { Clients } from "../clients.ts";

export const productPublishPayload = z.object({ productId: z.string().check(z.startsWith("gid://")) });
type ProductPublish = z.infer<typeof productPublishPayload>;

export const offSale = { status: "DRAFT", published: false };
export const onSale = { status: "ACTIVE", published: true };
const value = z.object({ status: z.string(), published: z.boolean() });

const settleMs = 60_000;

/** Puts a draft on sale: status and publication, two calls, read as one value. Halfway counts as where it came from. */
export const productPublish: AbsoluteKind<ProductPublish, Clients> = {
  payload: productPublishPayload,
  effect: "absolute",
  certainty: "readable",
  scopes: ["write_products", "write_publications"],
  settleMs,

  async read(context, action, payload): Promise<Json | undefined> {
    const { product } = await context.clients.store().run(productById, { id: payload.productId });
    if (!product) return undefined;
    const now = { status: product.status, published: product.publishedAt !== null };
    const halfway =
      (now.status === offSale.status && now.published) || (now.status === onSale.status && !now.published);
    if (!halfway) return now;
    return action.status === "reverting" ? action.after : action.before;
  },

  async write(context, _action, payload, wanted) {
    const { status, published } = value.parse(wanted);
    const store = context.clients.store();
    const input = await publicationsOf(context);
    const product = { id: payload.productId, status: published ? ("ACTIVE" as const) : ("DRAFT" as const) };
    // A draft in a channel is not shown, so each way the status is what buyers notice.
    if (published) {
      await store.run(publishOperation, { id: payload.productId, input }, { effect: "keyed-write" });
      await store.run(productStatusUpdate, { product }, { effect: "keyed-write" });
    } else {
      await store.run(productStatusUpdate, { product }, { effect: "keyed-write" });
      await store.run(productUnpublish, { id: payload.productId, input }, { effect: "keyed-write" });
    }
    return { status, published };
  },
};

/** Where the store itself puts new products; its first channel when it puts them nowhere. */
async function publicationsOf(context: ActionContext<Clients>): Promise<{ publicationId: string }[]> {
  const { publications: found } = await context.clients.store().run(publications, {});
  const automatic = found.nodes.filter(({ autoPublish }) => autoPublish);
  const chosen = automatic.length > 0 ? automatic : found.nodes.slice(0, 1);
  if (chosen.length === 0)
    throw new KitError({
      code: "no-publication",
      message: "The store has no channel to publish to.",
      outcome: "not-sent",
      report: false,
    });
  return chosen.map(({ id }) => ({ publicationId: id }));
}
