import type { SupplierProduct } from "../catalogue.ts";

export interface PrintedVariant {
  id: number;
  blankId: number;
  name: string;
  sku: string;
  costMinor: number;
}

/** A design of the owner on goods of the catalogue. */
export interface Printed {
  id: number;
  blankId: number;
  currency: string;
  source: SupplierProduct;
  variants: PrintedVariant[];
}

/** What a print on the back costs beside the first one; every third design has one. */
const BACK_MINOR = 150;

/** A shop's own designs are few. */
const MOST = 10;

export function printed(products: SupplierProduct[], currency: string): Printed[] {
  return products.slice(0, MOST).map((source) => {
    const id = 300_000_000 + Number(source.id.slice(-6));
    const variants = source.variants.map(({ sku, name, costMinor }, at) => ({
      id: id * 10 + at,
      blankId: (id % 1_000_000) * 10 + at,
      name: `${source.title} / ${name}`,
      sku: sku.replace(/^CJ/, "PF"),
      costMinor,
    }));
    return { id, blankId: id % 1_000_000, currency, source, variants };
  });
}

function hasBack({ id }: Printed): boolean {
  return id % 3 === 0;
}

export function syncProduct(product: Printed) {
  const { id, source, variants } = product;
  return {
    sync_product: {
      id,
      external_id: `design-${id}`,
      name: source.title,
      variants: variants.length,
      synced: variants.length,
      thumbnail_url: `https://images.example/${id}.jpg`,
      is_ignored: false,
    },
    sync_variants: variants.map((variant) => syncVariant(product, variant)),
  };
}

export function syncVariant(product: Printed, variant: PrintedVariant) {
  const { id, blankId, currency, source } = product;
  return {
    id: variant.id,
    external_id: `variant-${variant.id}`,
    sync_product_id: id,
    name: variant.name,
    synced: true,
    variant_id: variant.blankId,
    retail_price: (source.retailMinor / 100).toFixed(2),
    currency,
    sku: variant.sku,
    product: { variant_id: variant.blankId, product_id: blankId, image: null, name: source.title },
    files: ["default", ...(hasBack(product) ? ["back"] : []), "preview"].map((type, at) => ({ type, id: id + at })),
    availability_status: source.stock % 17 === 0 ? "temporary_out_of_stock" : "active",
  };
}

/** A catalogue product; its price is without the print on the back. */
export function blank(product: Printed) {
  const { blankId, currency, source, variants } = product;
  return {
    product: {
      id: blankId,
      type_name: source.category,
      title: source.title,
      currency,
      description: `${source.title}, printed on demand`,
      files: [
        { id: "default", type: "front", title: "Front print", additional_price: null },
        { id: "back", type: "back", title: "Back print", additional_price: (BACK_MINOR / 100).toFixed(2) },
        { id: "preview", type: "mockup", title: "Mockup", additional_price: null },
      ],
    },
    variants: variants.map((variant) => ({
      id: variant.blankId,
      product_id: blankId,
      name: variant.name,
      price: (variant.costMinor / 100).toFixed(2),
      in_stock: true,
    })),
  };
}
