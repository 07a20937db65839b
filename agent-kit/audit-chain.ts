import * as z from "zod/mini";
import { hexFromBytes } from "./mirror/hex.ts";

const row = z.object({
  seq: z.number(),
  id: z.string(),
  at: z.number(),
  actor: z.string(),
  role: z.string(),
  operation: z.string(),
  subject: z.string(),
  detail: z.string(),
  request_id: z.nullable(z.string()),
  previous_hash: z.nullable(z.string()),
  hash: z.nullable(z.string()),
});
export type AuditRow = z.infer<typeof row>;
export const auditRows = z.array(row);

export const genesis = "0".repeat(64);

/** SHA-256 over the previous row's hash and everything this row says; changing, adding or removing a row breaks what follows. */
export async function rowHash(previous: string, of: Omit<AuditRow, "previous_hash" | "hash">): Promise<string> {
  const { seq, id, at, actor, role, operation, subject, detail, request_id } = of;
  const text = JSON.stringify([previous, seq, id, at, actor, role, operation, subject, detail, request_id]);
  return hexFromBytes(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
}

/** How far a look along the chain has come: its last row, and that row's hash. */
export interface ChainPlace {
  seq: number;
  hash: string;
}

/**
 * Recomputes up to `most` sealed rows after a place. The first row of all has its link taken as given, because retention
 * removes what came before. `place` is null when there was no row to look at.
 */
export async function verifyRows(
  db: D1Database,
  from: ChainPlace | null,
  most: number,
): Promise<{ brokenAt: number | null; checked: number; place: ChainPlace | null }> {
  const { results } = await db
    .prepare("SELECT * FROM audit WHERE seq > ?1 AND hash IS NOT NULL ORDER BY seq LIMIT ?2")
    .bind(from?.seq ?? 0, most)
    .all();
  let place = from;
  let checked = 0;
  for (const entry of auditRows.parse(results)) {
    const link = place?.hash ?? entry.previous_hash ?? genesis;
    if (entry.previous_hash !== link || entry.hash !== (await rowHash(link, entry)))
      return { brokenAt: entry.seq, checked, place };
    place = { seq: entry.seq, hash: entry.hash };
    checked += 1;
  }
  return { brokenAt: null, checked, place };
}
