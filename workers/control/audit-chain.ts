import * as z from "zod";
import { sha256 } from "./auth/digest.ts";

const row = z.object({
  seq: z.number(),
  id: z.string(),
  at: z.number(),
  actor: z.string(),
  role: z.string(),
  operation: z.string(),
  subject: z.string(),
  detail: z.string(),
  request_id: z.string().nullable(),
  previous_hash: z.string().nullable(),
  hash: z.string().nullable(),
});
type Row = z.infer<typeof row>;
const rows = z.array(row);

export const genesis = "0".repeat(64);
const sealedAtOnce = 200;
const verifiedAtOnce = 1_000;

/** SHA-256 over the previous row's hash and everything this row says; changing, adding or removing a row breaks what follows. */
export async function rowHash(previous: string, of: Omit<Row, "previous_hash" | "hash">): Promise<string> {
  const { seq, id, at, actor, role, operation, subject, detail, request_id } = of;
  return sha256(JSON.stringify([previous, seq, id, at, actor, role, operation, subject, detail, request_id]));
}

/** Seals rows in order, up to 200 a call. Two at once agree: both compute the same hashes, and only an unsealed row is written. */
export async function sealChain(db: D1Database): Promise<number> {
  const [head, open] = await db.batch([
    db.prepare("SELECT hash FROM audit WHERE hash IS NOT NULL ORDER BY seq DESC LIMIT 1"),
    db.prepare(`SELECT * FROM audit WHERE hash IS NULL ORDER BY seq LIMIT ${sealedAtOnce}`),
  ]);
  const unsealed = rows.parse(open?.results ?? []);
  if (unsealed.length === 0) return 0;
  let previous = z.object({ hash: z.string() }).safeParse(head?.results[0]).data?.hash ?? genesis;
  const seals: { seq: number; previous: string; hash: string }[] = [];
  for (const entry of unsealed) {
    const hash = await rowHash(previous, entry);
    seals.push({ seq: entry.seq, previous, hash });
    previous = hash;
  }
  await db
    .prepare(
      `UPDATE audit SET previous_hash = seal.value->>'previous', hash = seal.value->>'hash' FROM json_each(?1) AS seal
       WHERE audit.seq = seal.value->>'seq' AND audit.hash IS NULL`,
    )
    .bind(JSON.stringify(seals))
    .run();
  return seals.length;
}

/** Recomputes every sealed row; the oldest kept row's link is taken as given, because retention removes what came before. */
export async function verifyChain(db: D1Database) {
  let sealed = 0;
  let after = 0;
  let previous: string | null = null;
  for (;;) {
    const { results } = await db
      .prepare(`SELECT * FROM audit WHERE seq > ?1 AND hash IS NOT NULL ORDER BY seq LIMIT ${verifiedAtOnce}`)
      .bind(after)
      .all();
    const part = rows.parse(results);
    for (const entry of part) {
      const link: string = previous ?? entry.previous_hash ?? genesis;
      if (entry.previous_hash !== link || entry.hash !== (await rowHash(link, entry)))
        return { ok: false, sealed, unsealed: await unsealedCount(db), head: previous, brokenAt: entry.seq };
      previous = entry.hash;
      sealed += 1;
      after = entry.seq;
    }
    if (part.length < verifiedAtOnce) break;
  }
  return { ok: true, sealed, unsealed: await unsealedCount(db), head: previous, brokenAt: null };
}

async function unsealedCount(db: D1Database): Promise<number> {
  return (await db.prepare("SELECT count(*) AS n FROM audit WHERE hash IS NULL").first<number>("n")) ?? 0;
}
