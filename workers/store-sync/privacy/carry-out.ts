import { KitError, toKitError } from "#agent-kit/errors.ts";
import { openPersonal, sealPersonal } from "#agent-kit/privacy/subject.ts";
import { type PrivacyIdentity, privacyIdentity } from "#integrations/shopify/privacy.ts";
import type { Sync } from "../sync.ts";
import { erasePerson, type Proof, widened } from "./erase-person.ts";
import { documentMs, exportPerson, sealDocument } from "./export-person.ts";
import { forgetShop, type ShopProof } from "./forget-shop.ts";

type Surroundings = Pick<Sync, "env" | "db" | "clock" | "log">;

interface Request {
  id: string;
  kind: "data_request" | "redact" | "shop";
  subject_hash: string;
  identity: string | null;
  message: string | null;
}

/**
 * Carries out what the store asked of us about people, the oldest first. One that fails stays open, is tried again with the
 * next cron, and after three failures or thirty days is an alert. Answers how many were done.
 */
export async function carryOutPrivacy({ env, db, clock, log }: Surroundings): Promise<number> {
  const { results } = await db
    .prepare(
      `SELECT r.id, r.kind, r.subject_hash, r.identity, d.message FROM privacy_requests AS r LEFT JOIN deliveries AS d ON d.id = r.id
       WHERE r.status = 'open' ORDER BY r.requested_at, r.id LIMIT 20`,
    )
    .all<Request>();
  let done = 0;
  for (const request of results) {
    try {
      const proof = await carryOut({ env, db, clock, log }, request);
      const left = "remaining" in proof ? Object.keys(proof.remaining) : [];
      if (left.length > 0) throw incomplete(left);
      done += 1;
      log.info("a privacy request was carried out", { request: request.id, kind: request.kind, proof });
    } catch (thrown) {
      const error = toKitError(thrown);
      log.error("a privacy request failed", { request: request.id, kind: request.kind, error });
      await db
        .prepare("UPDATE privacy_requests SET attempts = attempts + 1, error = ?2 WHERE id = ?1")
        .bind(request.id, `${error.code}: ${error.message}`)
        .run();
    }
  }
  return done;
}

async function carryOut(
  { env, db, clock }: Surroundings,
  request: Request,
): Promise<Proof | ShopProof | { tables: object }> {
  const now = clock.now();
  const close = (proof: object, documentUntil: number | null) => [
    // Its message names whom it is about.
    db
      .prepare("UPDATE deliveries SET status = 'done', message = NULL, done_at = ?2 WHERE id = ?1")
      .bind(request.id, now),
    db
      .prepare(
        `UPDATE privacy_requests SET status = 'done', done_at = ?2, identity = NULL, error = NULL, proof = ?3, document_until = ?4
         WHERE id = ?1`,
      )
      .bind(request.id, now, JSON.stringify(proof), documentUntil),
  ];
  if (request.kind === "shop") {
    const proof = await forgetShop({ DB: db, KV: env.KV });
    if (Object.keys(proof.remaining).length === 0) await db.batch(close(proof, null));
    return proof;
  }
  const identity = await identityOf(keyOf(env), request);
  if (request.kind === "redact") {
    const wide = await widened(db, identity);
    const kept = await sealPersonal(keyOf(env), JSON.stringify(wide), request.id);
    await db.prepare("UPDATE privacy_requests SET identity = ?2 WHERE id = ?1").bind(request.id, kept).run();
    const proof = await erasePerson({ DB: db, KV: env.KV }, wide, { subjectHash: request.subject_hash, now });
    if (Object.keys(proof.remaining).length === 0) await db.batch(close(proof, null));
    return proof;
  }
  const secret = keyOf(env);
  if (secret === undefined) throw noKey();
  const document = await exportPerson(db, identity, { id: request.id, now });
  const until = now + documentMs;
  const tables = Object.fromEntries(Object.entries(document.tables).map(([name, rows]) => [name, rows.length]));
  await db.batch([...(await sealDocument(db, document, secret, until)), ...close({ tables }, until)]);
  return { tables };
}

/** Sealed with the request, or the id alone from its delivery, where there was no key to seal with. */
async function identityOf(secret: string | undefined, { id, identity, message }: Request): Promise<PrivacyIdentity> {
  const opened = await openPersonal(secret, identity, id);
  if (opened !== null) return privacyIdentity.parse(JSON.parse(opened));
  const { subject } = JSON.parse(message ?? "{}") as { subject?: string };
  if (!subject) throw noKey();
  return { customer: subject, email: null, phone: null, orders: [], also: [] };
}

function keyOf({ SECRET_ENCRYPTION_KEY: key }: Sync["env"]): string | undefined {
  return typeof key === "string" && key !== "" ? key : undefined;
}

function noKey(): KitError {
  return new KitError({
    code: "not-configured",
    message: "SECRET_ENCRYPTION_KEY is not the one the request was sealed with, or not configured.",
    outcome: "not-sent",
  });
}

function incomplete(tables: readonly string[]): KitError {
  return new KitError({ code: "trace-left", message: `The person is still found in ${tables.join(", ")}.` });
}
