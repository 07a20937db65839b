import { randomBytes, timingSafeEqual } from "node:crypto";
import type { Shop } from "../store/shop.ts";

const LIFETIME_MS = 24 * 3_600_000;

export interface Credentials {
  /** A token that never expires, as an admin-made custom app has. */
  token: string;
  clientId: string;
  clientSecret: string;
  scopes: string[];
}

export interface TokenHolder {
  client: string;
  scopes: ReadonlySet<string>;
}

/** Who a token belongs to; undefined when it is unknown or has expired in real time. */
export function holderOf(shop: Shop, credentials: Credentials, token: string | undefined): TokenHolder | undefined {
  if (token === undefined) return undefined;
  if (sameText(token, credentials.token)) return { client: "static", scopes: new Set(credentials.scopes) };
  const row = shop.database.get<{ client: string; scopes: string; expires_real_ms: number }>(
    "SELECT client, scopes, expires_real_ms FROM access_token WHERE token = ?",
    token,
  );
  if (row === undefined || row.expires_real_ms <= shop.clock.realNow()) return undefined;
  return { client: row.client, scopes: new Set(row.scopes.split(",")) };
}

export type Grant =
  | { status: 200; body: { access_token: string; scope: string; expires_in: number } }
  | { status: 400 | 401; body: { error: string; error_description: string } };

/** The client-credentials exchange: a new token for a day. */
export function grantToken(shop: Shop, credentials: Credentials, asked: Record<string, unknown>): Grant {
  if (asked.grant_type !== "client_credentials") {
    const error_description = "Only the client_credentials grant is served.";
    return { status: 400, body: { error: "unsupported_grant_type", error_description } };
  }
  const known =
    asked.client_id === credentials.clientId && sameText(String(asked.client_secret), credentials.clientSecret);
  if (!known) {
    const error_description = "The client id or the client secret is wrong.";
    return { status: 401, body: { error: "application_cannot_be_found", error_description } };
  }
  const token = `shpat_${randomBytes(16).toString("hex")}`;
  shop.database.run(
    "INSERT INTO access_token (token, client, scopes, expires_real_ms) VALUES (?, ?, ?, ?)",
    token,
    credentials.clientId,
    credentials.scopes.join(","),
    shop.clock.realNow() + LIFETIME_MS,
  );
  return {
    status: 200,
    body: { access_token: token, scope: credentials.scopes.join(","), expires_in: LIFETIME_MS / 1000 - 1 },
  };
}

function sameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
