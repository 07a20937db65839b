import type { Mode } from "#core/agents/lifecycle.ts";
import { lackingScopes } from "#core/agents/scopes.ts";
import type { BeginRequest } from "./agent-state-contract.ts";

/** What an object has read of the shop; `scopes`: what the store granted, null while none is known. */
export interface ShopReading {
  zone: string;
  imported: boolean;
  scopes?: string[] | null;
  readAt: number;
}

interface Standing {
  shop: ShopReading;
  lifecycle: { mode: Mode };
}

const shopFreshMs = 3_600_000;
/** For agents that may change the store: a scope taken away takes effect within this. */
const grantFreshMs = 300_000;

/** The shop as a run about to begin needs to know it: what is held while it is fresh, else read again. */
export async function shopFor(request: BeginRequest, held: Standing, db: D1Database): Promise<ShopReading> {
  const { shop, lifecycle } = held;
  // A grant may have come since: only a fresh reading takes a mode away.
  const doubted = mayWrite(lifecycle.mode) && lacking(request, shop.scopes).length > 0;
  const freshMs = mayWrite(lifecycle.mode) && request.writeScopes?.length ? grantFreshMs : shopFreshMs;
  if (shop.imported && !doubted && request.now - shop.readAt < freshMs) return shop;
  const row = await db.prepare("SELECT time_zone, imported_at, scopes FROM shop LIMIT 1").first<{
    time_zone: string;
    imported_at: number | null;
    scopes: string;
  }>();
  return {
    zone: row?.time_zone ?? "UTC",
    imported: row?.imported_at != null,
    scopes: row ? (JSON.parse(row.scopes) as string[]) : null,
    readAt: request.now,
  };
}

/** Why the store no longer allows the mode an agent has, from a reading made for this run; null while it does. */
export function modeLost({ shop, lifecycle: { mode } }: Standing, request: BeginRequest): string | null {
  const fresh = shop.readAt === request.now;
  const lost = fresh && mayWrite(mode) ? lacking(request, shop.scopes) : [];
  return lost.length === 0 ? null : `from ${mode} to shadow: the store no longer grants ${lost.join(", ")}`;
}

function mayWrite(mode: Mode): boolean {
  return mode === "approve" || mode === "auto";
}

function lacking({ writeScopes = [] }: Pick<BeginRequest, "writeScopes">, granted: string[] | null | undefined) {
  return granted ? lackingScopes(writeScopes, granted) : [];
}
