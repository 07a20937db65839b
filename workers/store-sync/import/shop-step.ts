import {
  appAndScopes,
  type LocationsQuery,
  locations as locationsQuery,
  shopInfo,
} from "#integrations/shopify/operations.generated.ts";
import type { LocationRow, ShopRow } from "../mirror/rows.ts";
import { writeLocations, writeShop } from "../mirror/write.ts";
import type { Sync } from "../sync.ts";

/** Reads the shop's own facts, the scopes we were granted and its locations: three small queries. */
export async function readShop({ client, db, env }: Sync, now: number): Promise<D1PreparedStatement[]> {
  const { shop } = await client.run(shopInfo, {});
  const { currentAppInstallation } = await client.run(appAndScopes, {});
  const row: ShopRow = {
    id: shop.id,
    domain: shop.myshopifyDomain,
    name: shop.name,
    currency: shop.currencyCode,
    timeZone: shop.ianaTimezone,
    plan: shop.plan.publicDisplayName,
    taxesIncluded: shop.taxesIncluded ? 1 : 0,
    // Only a local store answers at another address than the vendor's.
    sandbox: env.SHOPIFY_BASE_URL ? 1 : 0,
    scopes: JSON.stringify(currentAppInstallation.accessScopes.map(({ handle }) => handle)),
    importedAt: null,
    updatedAt: now,
  };
  const places: LocationRow[] = [];
  for (let after: string | null = null; ; ) {
    const { locations }: LocationsQuery = await client.run(locationsQuery, { first: 100, after });
    for (const { id, name, isActive } of locations.nodes)
      places.push({ id, name, active: isActive ? 1 : 0, updatedAt: now });
    if (!locations.pageInfo.hasNextPage) break;
    after = locations.pageInfo.endCursor ?? null;
  }
  return [...writeShop(db, row), ...writeLocations(db, places)];
}
