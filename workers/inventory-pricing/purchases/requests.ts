import * as z from "zod/mini";
import type { AgentRequest } from "#agent-kit/definition.ts";
import { readPolicy } from "#agent-kit/ledger/policy-document.ts";
import { recordDecisions } from "#agent-kit/ledger/record-decisions.ts";
import { startingPolicy } from "#core/ledger/policy.ts";
import { openStatuses } from "#core/ledger/status.ts";
import { dayNumber } from "#core/time/day.ts";
import { shopCalendar } from "#core/time/shop-calendar.ts";
import type { InventoryPricingSettings } from "../settings.ts";
import { letterheadOf } from "./letterhead.ts";
import { openPurchasesQuery, toOpenPurchase } from "./open-purchases.ts";
import { purchaseCsv, purchasePaper } from "./paper.ts";
import { readPurchase } from "./read-purchase.ts";
import { sendDecision } from "./send-decision.ts";

const input = z.object({ purchase: z.string() });
type PurchaseRequest = AgentRequest<z.infer<typeof input>, InventoryPricingSettings, unknown>;

const refusal = (code: string, message: string) => ({ ok: false as const, code, message });

/** Enters the wish to mail a draft now, without waiting for the next run; whoever asked then approves it. */
export const purchaseMail: PurchaseRequest = {
  input,
  async answer({ env, agent, settings, now, shopZone, requestId }, { purchase: id }) {
    const db = env.DB;
    const [found, shop, policyRow] = await db.batch<Record<string, unknown>>([
      openPurchasesQuery(db, id),
      db.prepare("SELECT name FROM shop LIMIT 1"),
      db.prepare("SELECT version, document FROM policies ORDER BY version DESC LIMIT 1"),
    ]);
    const row = found?.results[0];
    if (!row) return refusal("not-found", `There is no open purchase "${id}".`);
    const draft = toOpenPurchase(row);
    if (draft.status !== "draft") return refusal("conflict", `The purchase is ${draft.status}.`);
    const letterhead = letterheadOf(env, String(shop?.results[0]?.name ?? ""));
    if (letterhead === null)
      return refusal("not-configured", "No mail is set up: set RESEND_API_KEY and MAIL_FROM, then it can be sent.");
    const to = settings.suppliers[draft.supplier]?.email;
    if (to === undefined)
      return refusal(
        "conflict",
        `No address is set for ${draft.supplier}: set it beside the order, or in the agent's settings.`,
      );
    const today = dayNumber(shopCalendar(shopZone).dayOf(now));
    const held = policyRow?.results[0];
    const policy = held ? readPolicy(Number(held.version), String(held.document)) : startingPolicy;
    const decision = sendDecision(draft, to, letterhead, today);
    await db.batch(
      recordDecisions(db, [decision], {
        agent,
        runId: `request:${requestId}`,
        mode: "approve",
        now,
        policy,
        effects: { "purchase.send": "delta" },
      }),
    );
    const open = await db
      .prepare(
        `SELECT id, status FROM actions WHERE kind = 'purchase.send' AND target = ?1 AND status IN (SELECT value FROM json_each(?2))`,
      )
      .bind(decision.target, JSON.stringify(openStatuses))
      .first<{ id: string; status: string }>();
    if (!open) return refusal("conflict", "Its mail was refused or failed today: look at the ledger.");
    return { ok: true, value: { actionId: open.id, status: open.status } };
  },
};

/** The order on paper: CSV for a spreadsheet, HTML to print. */
export const purchaseDocument: PurchaseRequest = {
  input,
  async answer({ env }, { purchase: id }) {
    const [purchase, shop] = await Promise.all([
      readPurchase(env.DB, id),
      env.DB.prepare("SELECT name FROM shop LIMIT 1").first<string>("name"),
    ]);
    if (!purchase) return refusal("not-found", `There is no purchase "${id}".`);
    const { html } = purchasePaper(purchase, shop ?? "");
    return { ok: true, value: { number: purchase.number, csv: purchaseCsv(purchase), html } };
  },
};
