import { createHash, randomUUID } from "node:crypto";
import { recordEffect } from "../../store/effects.ts";
import { isoTime, type Shop } from "../../store/shop.ts";

export interface MailBody {
  from: string;
  to: string[];
  subject: string;
  text?: string;
  html?: string;
  reply_to?: string;
  attachments?: { filename: string; content: string }[];
}

interface MailRow {
  seq: number;
  id: string;
  key: string | null;
  hash: string;
  body: string;
  created_ms: number;
  due_ms: number;
  repeats: number;
  recorded: number;
}

const KEY_LIVES_MS = 24 * 3_600_000;

export type Accepted = { id: string } | { status: 409; name: string; message: string };

/** Takes a mail in, once a key while the key lives; `delayMs` later than the caller is told when its commit is delayed. */
export function acceptMail(shop: Shop, body: MailBody, key: string | null, delayMs: number): Accepted {
  const { database, clock } = shop;
  const hash = createHash("sha256").update(JSON.stringify(body)).digest("hex");
  const now = clock.now();
  const known =
    key === null
      ? undefined
      : database.get<MailRow>(
          "SELECT * FROM mail WHERE key = ? AND created_ms > ? ORDER BY seq DESC LIMIT 1",
          key,
          now - KEY_LIVES_MS,
        );
  if (known && known.hash !== hash)
    return {
      status: 409,
      name: "invalid_idempotent_request",
      message: "This idempotency key has been used on a request that had a different payload.",
    };
  if (known && known.due_ms > now)
    return {
      status: 409,
      name: "concurrent_idempotent_requests",
      message: "Another request with the same idempotency key is in progress.",
    };
  if (known) {
    database.run("UPDATE mail SET repeats = repeats + 1 WHERE seq = ?", known.seq);
    return { id: known.id };
  }
  const id = randomUUID();
  database.run(
    "INSERT INTO mail (id, key, hash, body, created_ms, due_ms) VALUES (?, ?, ?, ?, ?, ?)",
    id,
    key,
    hash,
    JSON.stringify(body),
    now,
    now + delayMs,
  );
  deliverMails(shop);
  return { id };
}

/** Counts what has gone out by now among the effects; called with every beat of the sandbox's clock. */
export function deliverMails(shop: Shop): void {
  const { database, clock } = shop;
  const due = database.all<MailRow>("SELECT * FROM mail WHERE recorded = 0 AND due_ms <= ? ORDER BY seq", clock.now());
  for (const row of due)
    database.transaction(() => {
      const { to, subject } = JSON.parse(row.body) as MailBody;
      recordEffect(shop, {
        kind: "mail",
        root: "emails",
        target: to.join(", "),
        after: { id: row.id, subject },
        key: row.key ?? undefined,
        client: "resend",
      });
      database.run("UPDATE mail SET recorded = 1 WHERE seq = ?", row.seq);
    });
}

/** Newest first, as the vendor lists them; `after` is the id of the last one seen. */
export function listMails(shop: Shop, limit: number, after: string | null) {
  const from = after === null ? undefined : shop.database.get<MailRow>("SELECT * FROM mail WHERE id = ?", after);
  const rows = shop.database.all<MailRow>(
    "SELECT * FROM mail WHERE recorded = 1 AND seq < ? ORDER BY seq DESC LIMIT ?",
    from?.seq ?? Number.MAX_SAFE_INTEGER,
    limit + 1,
  );
  const data = rows.slice(0, limit).map((row) => {
    const { from: sender, to, subject, reply_to } = JSON.parse(row.body) as MailBody;
    return {
      id: row.id,
      to,
      from: sender,
      created_at: isoTime(row.created_ms).replace("Z", ".000000+00:00"),
      subject,
      bcc: null,
      cc: null,
      reply_to: reply_to ? [reply_to] : null,
      last_event: "delivered",
      scheduled_at: null,
    };
  });
  return { object: "list", has_more: rows.length > limit, data };
}

/** What `GET /__sandbox/state` shows: each mail that went out, and how often its sending was asked for again. */
export function sentMails(shop: Shop) {
  return shop.database.all<MailRow>("SELECT * FROM mail WHERE recorded = 1 ORDER BY seq").map((row) => ({
    id: row.id,
    key: row.key,
    sentAt: isoTime(row.due_ms),
    repeats: row.repeats,
    ...(JSON.parse(row.body) as MailBody),
  }));
}
