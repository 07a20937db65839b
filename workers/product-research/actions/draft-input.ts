import { formatMinor } from "#core/money/minor-units.ts";
import type { ProductSetInput } from "#integrations/shopify/operations.generated.ts";
import { SUPPLIER_REFERENCE, supplierReference } from "#integrations/shopify/supplier-reference.ts";
import type { ProductDraft } from "./draft-payload.ts";

const OPTION = "Variant";

/** The whole product as the store is to make it: list fields replace, so every one of them is complete. */
export function draftInput(draft: ProductDraft, currency: string): ProductSetInput {
  const money = (minor: number) => formatMinor(minor, currency);
  return {
    title: draft.title,
    status: "DRAFT",
    vendor: draft.supplier,
    productType: draft.productType,
    tags: [`supplier:${draft.supplier}`],
    ...(draft.description === null ? {} : { descriptionHtml: paragraphs(draft.description) }),
    metafields: [{ ...SUPPLIER_REFERENCE, value: supplierReference(draft.supplier, draft.reference) }],
    files: draft.images.map((originalSource) => ({ originalSource, contentType: "IMAGE", alt: draft.title })),
    productOptions: [{ name: OPTION, values: draft.variants.map(({ title }) => ({ name: title })) }],
    variants: draft.variants.map((variant) => ({
      sku: variant.sku,
      price: money(variant.priceMinor),
      inventoryItem: { sku: variant.sku, cost: money(variant.costMinor), tracked: false },
      optionValues: [{ optionName: OPTION, name: variant.title }],
    })),
  };
}

/** A supplier's text is text: whatever markup it holds is shown, not carried out. */
function paragraphs(text: string): string {
  const plain = text.replaceAll(/<[^>]*>/g, " ");
  const escaped = plain.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return escaped
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${paragraph.trim()}</p>`)
    .join("");
}
