import { orderNumber } from "#core/purchasing/order-number.ts";

export type PurchaseStatus = "draft" | "sent" | "partly-received" | "received" | "cancelled";

export interface PurchaseLine {
  variantId: string;
  sku: string;
  title: string;
  quantity: number;
  received: number;
  unitCostMinor: number | null;
}

/** A purchase as it stands in our own tables; times in ms of the shop's clock. */
export interface Purchase {
  id: string;
  number: string;
  supplier: string;
  status: PurchaseStatus;
  currency: string;
  totalMinor: number;
  createdAt: number;
  updatedAt: number;
  /** Since when its mail may have gone out. */
  mailTriedAt: number | null;
  mailId: string | null;
  sentAt: number | null;
  lines: PurchaseLine[];
}

/** Null when there is none of this id. */
export async function readPurchase(db: D1Database, id: string): Promise<Purchase | null> {
  const [drafts, lines] = await db.batch<Record<string, unknown>>([
    db.prepare("SELECT * FROM purchase_drafts WHERE id = ?1").bind(id),
    db.prepare("SELECT * FROM purchase_lines WHERE draft_id = ?1 ORDER BY sku, variant_id").bind(id),
  ]);
  const row = drafts?.results[0];
  if (!row) return null;
  const number = (value: unknown) => (value === null || value === undefined ? null : Number(value));
  return {
    id,
    number: orderNumber(id),
    supplier: String(row.supplier),
    status: row.status as PurchaseStatus,
    currency: String(row.currency),
    totalMinor: Number(row.total_minor),
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
    mailTriedAt: number(row.mail_tried_at),
    mailId: row.mail_id === null ? null : String(row.mail_id),
    sentAt: number(row.sent_at),
    lines: (lines?.results ?? []).map((line) => ({
      variantId: String(line.variant_id),
      sku: String(line.sku),
      title: String(line.title),
      quantity: Number(line.quantity),
      received: Number(line.received),
      unitCostMinor: number(line.unit_cost_minor),
    })),
  };
}
