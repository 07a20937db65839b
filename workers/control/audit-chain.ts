import * as z from "zod/mini";
import { auditRows, type ChainPlace, genesis, rowHash, verifyRows } from "#agent-kit/audit-chain.ts";

const sealedAtOnce = 200;
const verifiedAtOnce = 1_000;

/** Seals rows in order, up to 200 a call. Two at once agree: both compute the same hashes, and only an unsealed row is written. */
export async function sealChain(db: D1Database): Promise<number> {
  const [head, open] = await db.batch([
    db.prepare("SELECT hash FROM audit WHERE hash IS NOT NULL ORDER BY seq DESC LIMIT 1"),
    db.prepare(`SELECT * FROM audit WHERE hash IS NULL ORDER BY seq LIMIT ${sealedAtOnce}`),
  ]);
  const unsealed = auditRows.parse(open?.results ?? []);
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
  let place: ChainPlace | null = null;
  for (;;) {
    const part: Awaited<ReturnType<typeof verifyRows>> = await verifyRows(db, place, verifiedAtOnce);
    place = part.place;
    sealed += part.checked;
    const done = { sealed, unsealed: await unsealedCount(db), head: place?.hash ?? null };
    if (part.brokenAt !== null) return { ...done, ok: false, brokenAt: part.brokenAt };
    if (part.checked < verifiedAtOnce) return { ...done, ok: true, brokenAt: null };
  }
}

async function unsealedCount(db: D1Database): Promise<number> {
  return (await db.prepare("SELECT count(*) AS n FROM audit WHERE hash IS NULL").first<number>("n")) ?? 0;
}
