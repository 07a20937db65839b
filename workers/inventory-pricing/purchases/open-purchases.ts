import type { Decision, Notice } from "#agent-kit/definition.ts";
import { showMoney } from "#core/money/show-money.ts";
import { orderNumber } from "#core/purchasing/order-number.ts";
import type { InventoryPricingSettings } from "../settings.ts";
import { type Letterhead, sendDecision, type UnsentDraft } from "./send-decision.ts";

/** A purchase something of is still to come. */
export interface OpenPurchase extends UnsentDraft {
  status: "draft" | "sent" | "partly-received";
  sentAt: number | null;
  /** Its mail was tried: it may be under way. */
  mailTried: boolean;
  unitsOpen: number;
}

type Settings = Pick<InventoryPricingSettings, "suppliers" | "leadTimeDays">;

const dayMs = 86_400_000;
/** A draft counts as cover, so one that nobody orders hides a shortage. */
const forgottenDays = 7;
const lateFactor = 1.5;

/** Drafts to mail: those of suppliers with an address, where mail is set up. */
export function mailsToSend(
  open: OpenPurchase[],
  letterhead: Letterhead | null,
  settings: Settings,
  today: number,
): Decision[] {
  return open.flatMap((draft) => {
    const to = settings.suppliers[draft.supplier]?.email;
    if (letterhead === null || to === undefined || draft.status !== "draft" || draft.mailTried) return [];
    return [sendDecision(draft, to, letterhead, today)];
  });
}

/** What counts as cover and may never come: drafts nobody ordered, orders long overdue. */
export function purchaseNotices(open: OpenPurchase[], settings: Settings, now: number): Notice[] {
  return open.flatMap((purchase): Notice[] => {
    const { id, number, supplier, status, createdAt, sentAt, unitsOpen } = purchase;
    const days = (since: number) => Math.floor((now - since) / dayMs);
    if (status === "draft") {
      if (days(createdAt) < forgottenDays) return [];
      const title = `Order ${number} to ${supplier} was drafted and never ordered`;
      const worth = showMoney(purchase.totalMinor, purchase.currency);
      const body = `Its ${purchase.units} units (${worth}) count as coming for ${days(createdAt)} days. Order it or cancel it.`;
      return [{ id: `purchase-waiting:${id}`, level: "warning", title, body }];
    }
    const leadDays = settings.suppliers[supplier]?.leadTimeDays ?? settings.leadTimeDays;
    if (sentAt === null || days(sentAt) <= leadDays * lateFactor) return [];
    const title = `Order ${number} from ${supplier} is late`;
    const body = `Sent ${days(sentAt)} days ago, the supplier needs ${leadDays}; ${unitsOpen} units still count as coming. Ask for them or cancel the rest.`;
    return [{ id: `purchase-late:${id}`, level: "warning", title, body }];
  });
}

const mostOpen = 200;

/** The oldest first: what waits longest is looked at first. */
export function openPurchasesQuery(db: D1Database, id: string | null = null): D1PreparedStatement {
  return db
    .prepare(
      `SELECT d.id, d.supplier, d.status, d.currency, d.total_minor, d.created_at, d.sent_at, d.mail_tried_at, count(*) AS products,
         sum(l.quantity) AS units, sum(l.quantity - l.received) AS units_open, (SELECT impact_minor FROM actions WHERE id = d.id) AS impact_minor
       FROM purchase_drafts AS d JOIN purchase_lines AS l ON l.draft_id = d.id
       WHERE d.status IN ('draft', 'sent', 'partly-received') AND (?1 IS NULL OR d.id = ?1)
       GROUP BY d.id ORDER BY d.created_at LIMIT ${mostOpen}`,
    )
    .bind(id);
}

export function toOpenPurchase(row: Record<string, unknown>): OpenPurchase {
  const id = String(row.id);
  return {
    id,
    number: orderNumber(id),
    supplier: String(row.supplier),
    status: row.status as OpenPurchase["status"],
    currency: String(row.currency),
    totalMinor: Number(row.total_minor),
    products: Number(row.products),
    units: Number(row.units),
    unitsOpen: Number(row.units_open),
    createdAt: Number(row.created_at),
    sentAt: row.sent_at === null ? null : Number(row.sent_at),
    mailTried: row.mail_tried_at !== null,
    impactMinor: Number(row.impact_minor ?? 0),
  };
}
