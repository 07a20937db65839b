import * as z from "zod/mini";
import type { Clock } from "#agent-kit/clock.ts";
import { type KitError, toKitError } from "#agent-kit/errors.ts";
import { impersonal } from "#agent-kit/impersonal.ts";
import type { Logger } from "#agent-kit/log.ts";
import { everyTick, notDue } from "#core/agents/schedule.ts";
import type { Channel, Message } from "./channels.ts";
import { type AlertName, alertKinds, runbookPath } from "./kinds.ts";
import type { AlertSettings } from "./settings.ts";

const claimMs = 60_000;
/** What nobody was told of for a day is in the dashboard; a channel set up today does not begin with old news. */
const oldestMs = 86_400_000;
const mostAtOnce = 20;
const mostAttempts = 8;
const longestWaitMs = 30 * 60_000;
const unconfirmed = "its sending was never confirmed";

const due = z.array(
  z.object({
    id: z.string(),
    channel: z.string(),
    status: z.enum(["waiting", "sending"]),
    attempts: z.number(),
    level: z.enum(["info", "warning", "critical"]),
    title: z.string(),
    body: z.string(),
    at: z.number(),
    alert: z.nullable(z.string()),
    event: z.enum(["notice", "trigger", "resolve"]),
    dedupKey: z.nullable(z.string()),
    error: z.nullable(z.string()),
  }),
);
type Due = z.infer<typeof due>[number];

export interface SendOptions {
  db: D1Database;
  clock: Clock;
  log: Logger;
  channels: readonly Channel[];
  settings: AlertSettings;
  shopZone: string;
  publicUrl: string | undefined;
  random: () => number;
}

export interface Sent {
  sent: number;
  failed: number;
  channels: Record<string, "configured" | "not configured">;
}

/**
 * Sends what waits on every configured channel. A row is claimed before its call, so a crash in between is known as such:
 * a keyed channel is asked again, and where there is no key only a critical message is repeated, once, and says so.
 */
export async function sendNotifications(options: SendOptions): Promise<Sent> {
  const { db, clock, channels } = options;
  const ready = channels.filter(({ configured }) => configured);
  const report: Sent = {
    sent: 0,
    failed: 0,
    channels: Object.fromEntries(
      channels.map(({ id, configured }) => [id, configured ? "configured" : "not configured"]),
    ),
  };
  if (ready.length === 0) return report;
  await enqueue(options, ready);
  await skipStale(db, clock.now());
  const { results } = await db
    .prepare(
      `SELECT n.id, s.channel, s.status, s.attempts, n.level, n.title, n.body, n.created_at AS at, n.alert, n.event,
         n.dedup_key AS dedupKey, s.error
       FROM notification_sends AS s JOIN notifications AS n ON n.id = s.notification_id
       WHERE (s.status = 'waiting' AND s.not_before <= ?1) OR (s.status = 'sending' AND s.claim_until <= ?1)
       ORDER BY n.level = 'critical' DESC, n.created_at, n.id LIMIT ${mostAtOnce * 3}`,
    )
    .bind(clock.now())
    .all();
  const quiet = isQuiet(options);
  const sendable = due.parse(results).filter(({ level }) => level === "critical" || !quiet);
  for (const one of sendable.slice(0, mostAtOnce)) {
    const channel = ready.find(({ id }) => id === one.channel);
    if (!channel) continue;
    const done = await sendOne(options, channel, one);
    if (done === "sent") report.sent += 1;
    if (done === "failed") report.failed += 1;
  }
  return report;
}

/** One row a channel, so that a channel that is down delays no other. */
async function enqueue({ db, clock }: SendOptions, ready: readonly Channel[]): Promise<void> {
  const now = clock.now();
  const { results } = await db
    .prepare(
      `SELECT id, level, alert, event FROM notifications AS n WHERE sent_at IS NULL AND created_at > ?1
       AND NOT EXISTS (SELECT 1 FROM notification_sends WHERE notification_id = n.id) ORDER BY created_at LIMIT 100`,
    )
    .bind(now - oldestMs)
    .all<Pick<Message, "id" | "level" | "alert" | "event">>();
  const rows = results.flatMap((message) =>
    ready.filter((channel) => channel.takes(message)).map((channel) => [message.id, channel.id]),
  );
  if (rows.length === 0) return;
  await db
    .prepare(
      `INSERT INTO notification_sends (notification_id, channel, status, not_before, created_at)
       SELECT value->>0, value->>1, 'waiting', ?2, ?2 FROM json_each(?1) WHERE true ON CONFLICT DO NOTHING`,
    )
    .bind(JSON.stringify(rows), now)
    .run();
}

/** What was over before anybody could be told (a warning of the night) is not told in the morning. */
async function skipStale(db: D1Database, now: number): Promise<void> {
  await db
    .prepare(
      `UPDATE notification_sends SET status = 'skipped', error = 'it was over before it was told', done_at = ?1
       WHERE status = 'waiting' AND attempts = 0 AND EXISTS (
         SELECT 1 FROM notifications AS n JOIN notifications AS over ON over.dedup_key = n.dedup_key AND over.event = 'resolve'
         JOIN notification_sends AS first ON first.notification_id = n.dedup_key AND first.channel = notification_sends.channel
         WHERE n.id = notification_sends.notification_id AND n.level <> 'critical'
           AND first.status IN ('waiting', 'skipped') AND first.attempts = 0)`,
    )
    .bind(now)
    .run();
}

async function sendOne(
  options: SendOptions,
  channel: Channel,
  one: Due,
): Promise<"sent" | "failed" | "later" | "taken"> {
  const { db, clock, log } = options;
  const crashed = one.status === "sending";
  const last = crashed && !mayRepeat(channel, one);
  const claimed = await db
    .prepare(
      `UPDATE notification_sends SET status = ?5, claim_until = ?6, attempts = attempts + 1, done_at = ?7,
         error = iif(?5 = 'unknown', '${unconfirmed}', error)
       WHERE notification_id = ?1 AND channel = ?2 AND status = ?3 AND attempts = ?4 RETURNING attempts`,
    )
    .bind(
      one.id,
      channel.id,
      one.status,
      one.attempts,
      last ? "unknown" : "sending",
      clock.now() + claimMs,
      last ? clock.now() : null,
    )
    .first();
  if (!claimed) return "taken";
  if (last) return "failed";
  try {
    await channel.send(messageOf(options, one, crashed && !channel.keyed));
  } catch (thrown) {
    const error = toKitError(thrown);
    const next = afterFailure(options, channel, one, error);
    log.warn("a notification was not sent", { notification: one.id, channel: channel.id, next: next.status, error });
    await settle(db, one, channel.id, next);
    return next.status === "waiting" ? "later" : "failed";
  }
  await settle(db, one, channel.id, {
    status: "sent",
    notBefore: 0,
    attempts: one.attempts + 1,
    error: null,
    at: clock.now(),
  });
  return "sent";
}

interface Next {
  status: "sent" | "waiting" | "failed" | "unknown";
  notBefore: number;
  attempts: number;
  error: string | null;
  at: number | null;
}

function mayRepeat(channel: Channel, { level, attempts }: Pick<Due, "level" | "attempts">): boolean {
  return channel.keyed ? attempts < mostAttempts : level === "critical" && attempts < 2;
}

/** The house's rules: waiting for a breaker or a budget is no attempt, and what may have happened is not done again blindly. */
function afterFailure({ clock, random }: SendOptions, channel: Channel, one: Due, error: KitError): Next {
  const now = clock.now();
  const attempts = one.attempts + 1;
  const about = { error: `${error.code}: ${error.message}`, at: null };
  if (error.notBefore !== undefined && error.outcome === "not-sent")
    return { ...about, status: "waiting", attempts: one.attempts, notBefore: error.notBefore };
  const backoffMs = random() * Math.min(longestWaitMs, 60_000 * 2 ** one.attempts);
  const notBefore = now + Math.max(backoffMs, error.retryAfterMs ?? 0);
  if (error.outcome === "unknown" && !channel.keyed) {
    const error = `${unconfirmed}: ${about.error}`;
    if (mayRepeat(channel, { level: one.level, attempts }))
      return { error, at: null, status: "waiting", attempts, notBefore };
    return { error, at: now, status: "unknown", attempts, notBefore: 0 };
  }
  if (error.retryable && attempts < mostAttempts) return { ...about, status: "waiting", attempts, notBefore };
  return { ...about, status: "failed", attempts, notBefore: 0, at: now };
}

async function settle(db: D1Database, one: Due, channel: string, next: Next): Promise<void> {
  const set = db
    .prepare(
      `UPDATE notification_sends SET status = ?3, not_before = ?4, attempts = ?5, error = ?6, done_at = ?7, claim_until = NULL
       WHERE notification_id = ?1 AND channel = ?2`,
    )
    .bind(one.id, channel, next.status, Math.round(next.notBefore), next.attempts, next.error, next.at);
  const marked = db
    .prepare("UPDATE notifications SET sent_at = coalesce(sent_at, ?2) WHERE id = ?1")
    .bind(one.id, next.at);
  await db.batch(next.status === "sent" ? [set, marked] : [set]);
}

function messageOf({ publicUrl }: SendOptions, one: Due, repeated: boolean): Message {
  const { id, level, at, event, alert, dedupKey } = one;
  return {
    id,
    level,
    at,
    event,
    alert,
    dedupKey,
    title: impersonal(one.title),
    body: impersonal(one.body),
    link: linkOf(alert, publicUrl),
    repeated: repeated || (one.error?.startsWith(unconfirmed) ?? false),
  };
}

/** The page that says what to do; agents' notices have none, so they lead to the dashboard. */
export function linkOf(alert: string | null, publicUrl: string | undefined): Message["link"] {
  if (publicUrl === undefined) return null;
  if (alert !== null && alert in alertKinds)
    return { text: "What to do", url: new URL(runbookPath(alert as AlertName), publicUrl).href };
  return { text: "Dashboard", url: new URL("/", publicUrl).href };
}

function isQuiet({ settings, shopZone, clock }: SendOptions): boolean {
  const schedule = { ...everyTick, quietHours: settings.quietHours };
  return notDue(schedule, clock.now(), null, shopZone) !== null;
}
