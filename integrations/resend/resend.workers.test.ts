import { env } from "cloudflare:workers";
import { beforeEach, expect, inject, it } from "vitest";
import type { AgentEnv } from "#agent-kit/agent-env.ts";
import { clockAt } from "#agent-kit/clock.ts";
import { connection } from "#agent-kit/connection.ts";
import { logger } from "#agent-kit/log.ts";
import { workbench } from "#agent-kit/work-context.ts";
import { breaker, budget } from "#durable-objects/client.ts";
import type { Mail } from "#integrations/mailer/port.ts";
import { RESEND, type ResendEnv, resendRate } from "./account.ts";
import { connectResend } from "./mailer.ts";
import { resendNeed } from "./need.ts";

const sandbox = inject("sandboxUrl");
const baseUrl = `${sandbox}/vendors/resend`;
const from = "The Shop <orders@shop.example>";

async function control(path: string, body: unknown, method = "POST"): Promise<void> {
  await fetch(`${sandbox}/__sandbox/${path}`, { method, body: JSON.stringify(body) });
}

async function mails(): Promise<
  { to: string[]; subject: string; key: string | null; repeats: number; attachments?: { content: string }[] }[]
> {
  const state = (await (await fetch(`${sandbox}/__sandbox/state`)).json()) as { mails: never[] };
  return state.mails;
}

beforeEach(async () => {
  await control("reset", {});
});

/** One try, at the rate all others share. */
function impatient(over: Record<string, unknown> = {}) {
  return connectResend({
    env: { ENVIRONMENT: "test", RESEND_API_KEY: "re_sandbox", RESEND_BASE_URL: baseUrl, ...over } as ResendEnv,
    connection: connection({
      id: crypto.randomUUID(),
      account: RESEND,
      breaker: breaker(env, crypto.randomUUID()),
      budget: budget(env, RESEND, resendRate),
      clock: clockAt(0),
      random: () => 0,
      policy: { retry: { attempts: 1, minDelayMs: 0, maxDelayMs: 0 }, longestWaitMs: 5_000 },
    }),
  });
}

let serial = 0;
function mail(over: Partial<Mail> = {}): Mail {
  serial += 1;
  const subject = `Order ${serial}`;
  return { from, to: "sales@supplier.example", subject, text: "Please send", idempotencyKey: `key-${serial}`, ...over };
}

it("sends a mail once a key, and says which one it was", async () => {
  const port = impatient();
  const attachments = [{ filename: "order.csv", contentType: "text/csv", text: "sku,title\r\n1,Crème £\r\n" }];
  const one = mail({ html: "<p>Please send</p>", replyTo: "owner@shop.example", attachments });
  const { id } = await port.send(one);
  expect(await port.send(one)).toEqual({ id });
  expect(await mails()).toMatchObject([
    { id, to: [one.to], from, subject: one.subject, key: one.idempotencyKey, repeats: 1 },
  ]);
  await port.send(mail());
  const [first, ...rest] = await mails();
  expect(rest).toHaveLength(1);
  const bytes = Uint8Array.from(atob(first?.attachments?.[0]?.content ?? ""), (sign) => sign.charCodeAt(0));
  expect(new TextDecoder().decode(bytes)).toBe(attachments[0]?.text);
});

it("knows a key that was used for other words", async () => {
  const port = impatient();
  const one = mail();
  await port.send(one);
  await expect(port.send({ ...one, text: "Something else" })).rejects.toMatchObject({
    code: "mail-key-used",
    outcome: "refused",
  });
  expect(await mails()).toHaveLength(1);
});

it("finds what it sent after the vendor forgot the key, and nothing it did not send", async () => {
  const port = impatient();
  const since = Date.now() - 1_000;
  const one = mail();
  const { id } = await port.send(one);
  for (let more = 0; more < 3; more += 1) await port.send(mail());
  await control("clock", { advanceMs: 25 * 3_600_000 });
  expect(await port.find?.({ to: one.to, subject: one.subject, since })).toEqual({ id });
  expect(await port.find?.({ to: "other@supplier.example", subject: one.subject, since })).toBeNull();
  expect(await port.find?.({ to: one.to, subject: "Order 0", since })).toBeNull();
  // Without that look the same key would send again.
  expect((await port.send(one)).id).not.toBe(id);
});

it("is told when its key may only send", async () => {
  const port = impatient({ RESEND_API_KEY: "re_sandbox_sending" });
  const one = mail();
  await port.send(one);
  await expect(port.find?.({ ...one, since: 0 })).rejects.toMatchObject({
    code: "mail-key-restricted",
    outcome: "refused",
  });
});

it.each([
  ["401", { code: "unauthorised", outcome: "refused", retryable: false }],
  ["quota", { code: "mail-quota", outcome: "refused", retryable: false }],
  ["502", { code: "vendor-unavailable", outcome: "unknown", retryable: true }],
] as const)("tells %s from other failures, and no mail went out", async (kind, error) => {
  await control("faults", { target: "resend", kind, count: 1 });
  await expect(impatient().send(mail())).rejects.toMatchObject(error);
  expect(await mails()).toEqual([]);
});

it("waits where the vendor asks it to slow down, and sends then", async () => {
  await control("faults", { target: "resend", kind: "throttled", count: 1 });
  await impatient().send(mail());
  expect(await mails()).toMatchObject([{ repeats: 0 }]);
});

it("sends one mail when the answer is lost or late, and the same key is asked again", async () => {
  const port = impatient();
  const lost = mail();
  await control("faults", { target: "resend", kind: "reply-lost", count: 1 });
  await expect(port.send(lost)).rejects.toMatchObject({ outcome: "unknown" });
  await port.send(lost);
  const late = mail();
  await control("faults", { target: "resend", kind: "commit-delayed", delayMs: 400, count: 1 });
  await expect(port.send(late)).rejects.toMatchObject({ outcome: "unknown" });
  await expect(port.send(late)).rejects.toMatchObject({ code: "mail-under-way", outcome: "unknown" });
  expect(await mails()).toHaveLength(1);
  await new Promise((done) => setTimeout(done, 600));
  await port.send(late);
  expect((await mails()).map(({ subject, repeats }) => [subject, repeats])).toEqual([
    [lost.subject, 1],
    [late.subject, 1],
  ]);
});

it("refuses to leave production for another address than the vendor's", async () => {
  await expect(impatient({ ENVIRONMENT: "production" }).send(mail())).rejects.toMatchObject({
    code: "foreign-base-address",
    outcome: "not-sent",
  });
  expect(await mails()).toEqual([]);
});

it("is configured by a key and a sender, and shares its rate with every Worker", async () => {
  expect(resendNeed.configured({ RESEND_API_KEY: "x" } as unknown as AgentEnv)).toBe(false);
  expect(resendNeed.configured({ MAIL_FROM: from } as unknown as AgentEnv)).toBe(false);
  const own = { ...env, RESEND_API_KEY: "re_sandbox", MAIL_FROM: from, RESEND_BASE_URL: baseUrl };
  const context = workbench({
    env: own as unknown as AgentEnv,
    agent: "test",
    needs: [resendNeed],
    clock: clockAt(0),
    log: logger({ level: "error", ids: {}, now: () => 0, sink: () => undefined }),
    signal: new AbortController().signal,
  });
  const port = connectResend({ env: context.env, connection: context.connect(RESEND), log: context.log });
  await Promise.all([mail(), mail(), mail()].map((each) => port.send(each)));
  await context.close();
  expect(await mails()).toHaveLength(3);
  const { bucket } = await budget(env, RESEND).dump();
  expect(bucket).toMatchObject(resendRate);
});
