import { type Snapshot, snapshot as shape } from "#schemas/api/health.ts";

export async function writeSnapshot(db: D1Database, snapshot: Snapshot): Promise<void> {
  await db
    .prepare(
      "INSERT INTO snapshots (at, document) VALUES (?1, ?2) ON CONFLICT (at) DO UPDATE SET document = excluded.document",
    )
    .bind(snapshot.at, JSON.stringify(snapshot))
    .run();
}

/** The newest minute, or null when the watchdog has never run (or the newest one was written by an older version). */
export async function readSnapshot(db: D1Database): Promise<Snapshot | null> {
  const document = await db
    .prepare("SELECT document FROM snapshots ORDER BY at DESC LIMIT 1")
    .first<string>("document");
  if (document === null) return null;
  return shape.safeParse(JSON.parse(document)).data ?? null;
}
