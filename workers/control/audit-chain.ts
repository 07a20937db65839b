import * as z from "zod/mini";
import { auditRows, type ChainPlace, genesis, rowHash, verifyRows } from "#agent-kit/audit-chain.ts";
import type { AuditHeadClient, ChainEnd } from "#durable-objects/client.ts";
import { expiring } from "#schemas/db/retention.generated.ts";

const sealedAtOnce = 200;
const verifiedAtOnce = 1_000;
const keptMs = (expiring.find(({ table }) => table === "audit")?.keptDays ?? Number.POSITIVE_INFINITY) * 86_400_000;

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

const endRow = z.object({ seq: z.number(), hash: z.string(), at: z.number() });

/** The newest sealed row, and whether `kept` still stands in the log; of one moment. */
async function readEnd(db: D1Database, kept: ChainEnd | null, now: number) {
  const [end, same] = await db.batch([
    db.prepare("SELECT seq, hash, at FROM audit WHERE hash IS NOT NULL ORDER BY seq DESC LIMIT 1"),
    db.prepare("SELECT 1 FROM audit WHERE seq = ?1 AND hash = ?2").bind(kept?.seq ?? 0, kept?.hash ?? ""),
  ]);
  // What is old enough for retention may have gone the right way.
  const stands = kept === null || same?.results.length === 1 || kept.at < now - keptMs;
  return { end: z.nullable(endRow).parse(end?.results[0] ?? null), cutAt: stands ? null : kept.seq };
}

/**
 * Seals, and then notes the chain's end outside the database. A crash in between leaves an older end noted, which stands
 * in the chain all the same. While the noted end is missing from the log nothing is noted over it.
 */
export async function sealAndNote(
  env: { DB: D1Database },
  head: AuditHeadClient,
  now: number,
): Promise<{ sealed: number; cutAt: number | null }> {
  const sealed = await sealChain(env.DB);
  const kept = await head.read();
  const { end, cutAt } = await readEnd(env.DB, kept, now);
  if (end !== null && cutAt === null && end.seq !== kept?.seq) await head.note(end);
  return { sealed, cutAt };
}

/** Takes the log's end as it stands for the true one, whatever was noted before. */
export async function takeEnd(env: { DB: D1Database }, head: AuditHeadClient, now: number): Promise<ChainEnd | null> {
  await sealChain(env.DB);
  const { end } = await readEnd(env.DB, null, now);
  await head.replace(end);
  return end;
}

/** The row noted outside the database as the newest, and the same again as `cutAt` when the log no longer holds it. */
export async function verifyEnd(db: D1Database, head: AuditHeadClient, now: number) {
  const kept = await head.read();
  return { noted: kept?.seq ?? null, cutAt: (await readEnd(db, kept, now)).cutAt };
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
