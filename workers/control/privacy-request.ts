import type { Clock } from "#agent-kit/clock.ts";
import { sealPersonal, subjectHash } from "#agent-kit/privacy/subject.ts";
import { readPrivacy } from "#integrations/shopify/privacy.ts";
import type { ShopEvent } from "#integrations/shopify/webhook.ts";
import type { ControlEnv } from "./env.ts";

/** The store gives thirty days. */
const dueMs = 30 * 86_400_000;

/** The request's row, for the batch that takes its delivery in; none for other topics. Who it is about is sealed. */
export async function privacyRequest(
  env: Pick<ControlEnv, "DB" | "SECRET_ENCRYPTION_KEY">,
  event: ShopEvent,
  body: Uint8Array,
  clock: Clock,
): Promise<D1PreparedStatement[]> {
  const read = readPrivacy(event, body);
  if (read === null) return [];
  const key = env.SECRET_ENCRYPTION_KEY;
  const now = clock.now();
  return [
    env.DB.prepare(
      `INSERT INTO privacy_requests (id, kind, subject_hash, identity, status, requested_at, due_at)
       VALUES (?1, ?2, ?3, ?4, 'open', ?5, ?6) ON CONFLICT (id) DO NOTHING`,
    ).bind(
      event.deliveryId,
      read.kind,
      await subjectHash(key, event.subject),
      await sealPersonal(key, JSON.stringify(read.identity), event.deliveryId),
      now,
      now + dueMs,
    ),
  ];
}
