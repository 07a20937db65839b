import { variable } from "#agent-kit/agent-env.ts";
import { type ChainPlace, verifyRows } from "#agent-kit/audit-chain.ts";
import type { Observation } from "#agent-kit/definition.ts";
import { isKitError, toKitError } from "#agent-kit/errors.ts";
import type { FrontDoor } from "#core/security/storefront.ts";
import { OSV } from "#integrations/osv/account.ts";
import { osvNeed } from "#integrations/osv/need.ts";
import type { ShopifyClient } from "#integrations/shopify/client.ts";
import { connectShopify } from "#integrations/shopify/connect.ts";
import { SHOPIFY, shopVariable } from "#integrations/shopify/need.ts";
import { appAndScopes, type InstalledAppsQuery, installedApps } from "#integrations/shopify/operations.generated.ts";
import { missingTopics } from "#integrations/shopify/subscriptions.ts";
import { webhookAddress } from "#integrations/shopify/webhook-address.ts";
import type { SecurityContext } from "../parts.ts";
import { readAdvisories } from "./advisories.ts";
import { components } from "./components.generated.ts";
import { askStorefront, mayLookAtStore, storefrontAddress } from "./needs.ts";
import { CHECKS, type Check, type Compared, type HeldFinding, type PlatformSnapshot, separator } from "./snapshot.ts";

const dayMs = 86_400_000;
/** How often each look outside is worth its calls. */
const everyMs: Partial<Record<Check, number>> = {
  scopes: 3_600_000,
  apps: 3_600_000,
  subscription: 3_600_000,
  storefront: dayMs / 4,
  advisory: dayMs / 2,
};
const auditRowsAtOnce = 1_000;
const cursorOf = (check: Check) => `platform-${check}-at`;

/** What our own rows say on every run, and what the store, the storefront and OSV say when it is their turn. */
export async function observePlatform(context: SecurityContext): Promise<Observation<PlatformSnapshot>> {
  const { env, now, clock, log } = context;
  const db = env.DB;
  const [findings, refusals, tokens, refused] = await context.query([
    db.prepare(
      'SELECT id, check_name AS "check", detail, accepted_at AS acceptedAt FROM findings WHERE resolved_at IS NULL',
    ),
    db
      .prepare(
        `SELECT kind, source, sum(count) AS count, max(last_at) AS lastAt FROM access_refusals WHERE last_at > ?1
         GROUP BY kind, source ORDER BY 3 DESC LIMIT 50`,
      )
      .bind(clock.real() - dayMs),
    db.prepare(
      `SELECT id, name, role, created_at AS createdAt, expires_at AS expiresAt, last_used_at AS lastUsedAt FROM tokens
       WHERE revoked_at IS NULL LIMIT 200`,
    ),
    db.prepare("SELECT value FROM cursors WHERE agent = 'store-sync' AND name = 'refused-topics'"),
  ]);
  // Store-sync subscribes daily; before its first time nothing can be lost.
  const never = refused?.results[0] ? (JSON.parse(String(refused.results[0].value)) as string[]) : null;
  const held = (findings?.results ?? []) as unknown as HeldFinding[];
  const cursors: Record<string, string> = {};
  /** Looks when it is time; one that fails says nothing, is told in the log, and is tried again with the next run. */
  const inTurn = async <T>(check: Check, look: () => Promise<T | null>): Promise<T | null> => {
    if (now - Number(context.cursor(cursorOf(check)) ?? 0) < (everyMs[check] ?? 0)) return null;
    try {
      const seen = await look();
      cursors[cursorOf(check)] = String(now);
      return seen;
    } catch (thrown) {
      log.warn("a platform check could not look", { check, error: toKitError(thrown) });
      return null;
    }
  };

  const atStore: typeof inTurn = async (check, look) => (mayLookAtStore(env) ? inTurn(check, look) : null);

  const place = JSON.parse(context.cursor("platform-audit") ?? "null") as ChainPlace | null;
  const audit = await verifyRows(db, place, auditRowsAtOnce);
  // At the end it begins anew, so that what was changed later in an old row is seen as well; a break is looked at again.
  if (audit.brokenAt === null)
    cursors["platform-audit"] = JSON.stringify(audit.checked < auditRowsAtOnce ? null : audit.place);
  const client = () => connectShopify({ env, connection: context.connect(SHOPIFY), log });
  const address = webhookAddress(env);
  const compared = (check: "scopes" | "apps", now: string[]): Compared => {
    const baseline = baselineOf(check, context.cursor(`platform-${check}`), now, held);
    cursors[`platform-${check}`] = JSON.stringify(baseline ?? now);
    return { now, baseline };
  };
  const snapshot: PlatformSnapshot = {
    held: held.filter(({ check }) => CHECKS.includes(check)),
    refusals: (refusals?.results ?? []) as unknown as PlatformSnapshot["refusals"],
    tokens: (tokens?.results ?? []) as unknown as PlatformSnapshot["tokens"],
    audit,
    scopes: await atStore("scopes", async () => compared("scopes", await grantedScopes(client()))),
    apps: await atStore("apps", async () => {
      const apps = await installedAppsOf(client());
      return apps && compared("apps", apps);
    }),
    subscriptions:
      address === null || never === null
        ? null
        : await atStore("subscription", async () => {
            const missing = await missingTopics(client(), address);
            return { missing: missing.filter((topic) => !never.includes(topic)) };
          }),
    storefront: await atStore("storefront", () => lookAtStorefront(context)),
    advisories: osvNeed.configured(env)
      ? await inTurn("advisory", () =>
          readAdvisories({ connection: context.connect(OSV), baseUrl: variable(env, "OSV_BASE_URL") }, components),
        )
      : null,
  };
  return { snapshot, observed: CHECKS.length, cursors };
}

/** What a person took as it is belongs to the baseline from then on. */
function baselineOf(
  of: Check,
  kept: string | null,
  now: readonly string[],
  held: readonly HeldFinding[],
): string[] | null {
  if (kept === null) return null;
  const baseline = new Set(JSON.parse(kept) as string[]);
  for (const { id, check, detail, acceptedAt } of held) {
    if (check !== of || acceptedAt === null) continue;
    const { what } = JSON.parse(detail) as { what: string };
    for (const entry of what.split(separator)) {
      if (id === `${of}:added` && now.includes(entry)) baseline.add(entry);
      if (id === `${of}:removed` && !now.includes(entry)) baseline.delete(entry);
    }
  }
  return [...baseline].sort();
}

async function grantedScopes(client: ShopifyClient): Promise<string[]> {
  const { currentAppInstallation } = await client.run(appAndScopes, {});
  return currentAppInstallation.accessScopes.map(({ handle }) => handle).sort();
}

/** Null where the store does not let us see its apps, which takes a scope few apps are given. */
async function installedAppsOf(client: ShopifyClient): Promise<string[] | null> {
  const found: string[] = [];
  try {
    for (let after: string | null = null; ; ) {
      const page: InstalledAppsQuery = await client.run(installedApps, { after });
      for (const { app, accessScopes } of page.appInstallations.nodes)
        found.push(
          `${app.handle ?? app.title}: ${accessScopes
            .map(({ handle }) => handle)
            .sort()
            .join(" ")}`,
        );
      if (!page.appInstallations.pageInfo.hasNextPage) return found.sort();
      after = page.appInstallations.pageInfo.endCursor;
    }
  } catch (error) {
    if (isKitError(error) && error.outcome === "refused") return null;
    throw error;
  }
}

async function lookAtStorefront(context: SecurityContext): Promise<PlatformSnapshot["storefront"]> {
  const url = storefrontAddress(context.env);
  try {
    const reply = await askStorefront(context, "follow");
    const door: FrontDoor = { url: reply.url || url, status: reply.status, headers: Object.fromEntries(reply.headers) };
    if (shopVariable(context.env, "SHOPIFY_BASE_URL") !== undefined) return door;
    const plain = await askStorefront(context, "manual", url.replace(/^https:/, "http:")).catch((thrown: unknown) => {
      if (toKitError(thrown).notBefore !== undefined) throw thrown;
      // Nobody listens there: as safe as being led away.
      return null;
    });
    if (plain === null) return door;
    const leadsTo = plain.status >= 300 && plain.status < 400 ? plain.headers.get("location") : null;
    return { ...door, plainLeadsTo: leadsTo };
  } catch (thrown) {
    const error = toKitError(thrown);
    if (error.notBefore !== undefined) throw error;
    return { url, unreachable: error.message };
  }
}
