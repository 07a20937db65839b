import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { requestRevert } from "#agent-kit/ledger/decisions.ts";
import {
  draftPurchase,
  mailSettings,
  prepareShop,
  sandboxPost,
  sandboxState,
  subjects,
} from "#tests/workers/effect-subjects.ts";
import { killer } from "#tests/workers/killer.ts";
import { mailbox, moveClock } from "#tests/workers/kit-harness.ts";
import { action, type Desk, recover, type Seeded, seedAction, sweep, work } from "#tests/workers/ledger-harness.ts";

const { desk } = subjects["purchase.send (delta, keyed for a day, then looked up)"]!;
const delayMs = 400;
let serial = 5_000;

beforeAll(prepareShop);
beforeEach(async () => {
  await sandboxPost("faults", { target: "resend", kind: "none" });
});

interface Sending {
  purchaseId: string;
  id: string;
  seed: Seeded;
}

async function draftToSend(over: Partial<Desk> = {}): Promise<Sending> {
  serial += 1;
  const purchaseId = `a-send${serial}`;
  await draftPurchase(purchaseId);
  const { MAIL_FROM: from } = mailSettings;
  const seed: Seeded = {
    kind: "purchase.send",
    target: `purchase:${purchaseId}`,
    effect: "delta",
    payload: { purchaseId, supplier: "Weaver", to: "sales@weaver.example", from, shop: "The Shop" },
    before: null,
    after: null,
  };
  return { purchaseId, id: await seedAction({ ...desk, ...over }, seed), seed };
}

async function mailsOf({ purchaseId }: Sending) {
  const number = purchaseId.replace("a-", "").slice(0, 8).toUpperCase();
  return (await sandboxState()).mails.filter(({ subject }) => subject.includes(number));
}

async function purchaseOf({ purchaseId }: Sending) {
  return env.DB.prepare("SELECT status, mail_tried_at, mail_id, sent_at FROM purchase_drafts WHERE id = ?1")
    .bind(purchaseId)
    .first();
}

const desks = {
  "a key that may look": desk,
  "a key that may only send": { ...desk, extra: { ...desk.extra, RESEND_API_KEY: "re_sandbox_sending" } },
};

/** One try in an invocation that dies right after the vendor took the mail in. */
async function diesAfterTheCall(own: Desk, id: string): Promise<void> {
  const dies = killer({ at: 0, when: "after" }, (operation) => operation.startsWith("fetch"));
  const finished = dies.run(() => work(own, id, dies.env));
  await Promise.race([finished, dies.death]);
  mailbox.actions.length = 0;
}

it.each([
  ["reply-lost", "a key that may look", false],
  ["502", "a key that may look", false],
  ["throttled", "a key that may look", false],
  ["commit-delayed", "a key that may look", true],
  ["reply-lost", "a key that may only send", true],
  ["commit-delayed", "a key that may only send", true],
] as const)(
  "one mail goes out under %s with %s (crash after the call: %s)",
  async (kind, key, crash) => {
    const own = desks[key];
    await sandboxPost("faults", { target: "resend/emails", kind, count: 1, delayMs });
    const sending = await draftToSend();
    await (crash ? diesAfterTheCall(own, sending.id) : work(own, sending.id));
    mailbox.actions.length = 0;
    await new Promise((done) => setTimeout(done, 2 * delayMs));
    expect(await recover(own, sending.id)).toMatchObject({ status: "applied" });
    const mails = await mailsOf(sending);
    expect(mails).toHaveLength(1);
    expect(await purchaseOf(sending)).toMatchObject({ status: "sent", mail_id: mails[0]?.id });
  },
  60_000,
);

it("says in the mail what is ordered, for whom, and attaches the rows", async () => {
  const sending = await draftToSend();
  await work(desk, sending.id);
  const [mail] = await mailsOf(sending);
  expect(mail).toMatchObject({ to: ["sales@weaver.example"], from: mailSettings.MAIL_FROM });
  expect(mail?.text).toContain("5 × Tea towel (TT-1) at £1.00");
  expect(mail?.html).toContain("<td>TT-1<td>Tea towel");
  expect(atob(mail?.attachments?.[0]?.content ?? "")).toMatch(/^order,sku,title,quantity,[^\r]+\r\nPO-SEND\d+,TT-1,/);
});

it("leaves a draft free again when the vendor refuses the mail", async () => {
  await sandboxPost("faults", { target: "resend/emails", kind: "quota", count: 1 });
  const sending = await draftToSend();
  await work(desk, sending.id);
  expect(await action(sending.id)).toMatchObject({
    status: "failed",
    status_reason: expect.stringContaining("used up"),
  });
  expect(await purchaseOf(sending)).toEqual({ status: "draft", mail_tried_at: null, mail_id: null, sent_at: null });
});

it("does not mail what was withdrawn before, nor what a person ordered", async () => {
  for (const status of ["cancelled", "sent"]) {
    const sending = await draftToSend();
    await env.DB.prepare("UPDATE purchase_drafts SET status = ?2 WHERE id = ?1").bind(sending.purchaseId, status).run();
    await work(desk, sending.id);
    expect(await action(sending.id)).toMatchObject({ status: "failed", status_reason: `the purchase is ${status}` });
    expect(await mailsOf(sending)).toEqual([]);
  }
});

it("waits, and says so, where no mail is set up", async () => {
  const sending = await draftToSend();
  await work({ ...desk, extra: { ...desk.extra, RESEND_API_KEY: "" } }, sending.id);
  expect(await action(sending.id)).toMatchObject({ status: "approved", status_reason: "resend is not configured." });
  expect(await purchaseOf(sending)).toMatchObject({ status: "draft", mail_tried_at: null });
});

describe("a day after an answer was lost, when the vendor has forgotten the key", () => {
  async function lostAndForgotten(own: Desk): Promise<Sending> {
    const sending = await draftToSend();
    await diesAfterTheCall(own, sending.id);
    expect(await action(sending.id)).toMatchObject({ status: "applying" });
    await moveClock(26 * 3_600_000);
    await sandboxPost("clock", { advanceMs: 26 * 3_600_000 });
    return sending;
  }

  it("finds the mail in the vendor's list and sends no second one", async () => {
    const sending = await lostAndForgotten(desk);
    expect(await recover(desk, sending.id)).toMatchObject({ status: "applied" });
    expect(await mailsOf(sending)).toHaveLength(1);
    expect(await purchaseOf(sending)).toMatchObject({ status: "sent" });
  });

  it("asks a person where the list may not be read", async () => {
    const own = desks["a key that may only send"];
    const sending = await lostAndForgotten(own);
    expect(await recover(own, sending.id)).toMatchObject({
      status: "unknown",
      status_reason: "it may or may not have happened: a person must look",
    });
    expect(await mailsOf(sending)).toHaveLength(1);
  });
});

it("cannot be undone, with the reason; a draft whose mail may be out cannot be withdrawn either", async () => {
  const sending = await draftToSend();
  await work(desk, sending.id);
  const decider = { actor: "test", role: "admin", now: Date.now(), requestId: crypto.randomUUID() };
  await requestRevert(env.DB, { ids: [sending.id], ...decider });
  mailbox.actions.length = 0;
  await sweep(desk);
  await work(desk, sending.id);
  expect(await action(sending.id)).toMatchObject({ status: "applied" });
  expect(await purchaseOf(sending)).toMatchObject({ status: "sent" });

  const lines = [{ variantId: "gid://shopify/ProductVariant/1", sku: "x", title: "x", quantity: 5, unitCostMinor: 1 }];
  const draft = await seedAction(desk, {
    kind: "purchase.draft",
    target: "supplier:undo",
    effect: "delta",
    payload: { supplier: "undo", currency: "GBP", lines },
    before: null,
    after: null,
  });
  await work(desk, draft);
  await env.DB.prepare("UPDATE purchase_drafts SET mail_tried_at = 1 WHERE id = ?1").bind(draft).run();
  await requestRevert(env.DB, { ids: [draft], ...decider, requestId: crypto.randomUUID() });
  await work(desk, draft);
  expect(await action(draft)).toMatchObject({
    status: "applied",
    status_reason: "not undone: its mail may have gone out",
  });
});
