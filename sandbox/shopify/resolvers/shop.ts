import { TIME_ZONE } from "../../store/build.ts";
import { readMeta } from "../../store/clock.ts";
import { LOCATION, type LocationRow } from "../../store/rows.ts";
import { CURRENCY, SHOP_DOMAIN } from "../../store/shop.ts";
import { connect, type PageArguments } from "../connection.ts";
import type { Call, Resolvers } from "../resolver.ts";

/** What else works in the shop, kept by `POST /__sandbox/apps`; nothing at first. */
export const INSTALLED_APPS = "installed_apps";

interface InstalledApp {
  handle: string;
  title: string;
  scopes: string[];
}

const VERSIONS = [
  ["2026-01", true],
  ["2026-04", true],
  ["2026-07", true],
  ["2026-10", true],
  ["2027-01", false],
  ["unstable", false],
] as const;

export const shopResolvers: Resolvers = {
  QueryRoot: {
    shop: (_: unknown, __: unknown, { shop }: Call) => ({
      __typename: "Shop",
      id: shop.gids.gid("Shop", 1),
      name: "Online Retail (sandbox)",
      myshopifyDomain: SHOP_DOMAIN,
      primaryDomain: { url: `https://${SHOP_DOMAIN}` },
      currencyCode: CURRENCY,
      ianaTimezone: TIME_ZONE,
      taxesIncluded: true,
      taxShipping: false,
      plan: { publicDisplayName: "Developer sandbox", partnerDevelopment: true, shopifyPlus: false },
      shopAddress: { countryCodeV2: "GB", provinceCode: "ENG" },
    }),
    publicApiVersions: () => VERSIONS.map(([handle, supported]) => ({ handle, supported })),
    currentAppInstallation: (_: unknown, __: unknown, call: Call) => ({
      id: call.shop.gids.gid("AppInstallation", 1),
      accessScopes: [...call.scopes].sort().map((handle) => ({ handle })),
      app: { id: call.shop.gids.gid("App", 1), handle: "royal-equips", title: "Royal Equips (sandbox)" },
    }),
    appInstallations: (_: unknown, __: unknown, call: Call) => {
      const apps = [
        { handle: "royal-equips", title: "Royal Equips (sandbox)", scopes: [...call.scopes].sort() },
        ...(JSON.parse(readMeta(call.shop.database, INSTALLED_APPS) ?? "[]") as InstalledApp[]),
      ];
      return {
        nodes: apps.map(({ handle, title, scopes }, at) => ({
          id: call.shop.gids.gid("AppInstallation", at + 1),
          accessScopes: scopes.map((scope) => ({ handle: scope })),
          app: { id: call.shop.gids.gid("App", at + 1), handle, title },
        })),
        pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
      };
    },
    locations: (_: unknown, page: PageArguments, call: Call) =>
      connect<LocationRow>(
        call,
        { select: LOCATION, where: [], values: [], sort: "location.id", id: "location.id" },
        page,
      ),
    publications: (_: unknown, __: unknown, call: Call) => ({
      nodes: [{ id: call.shop.gids.gid("Publication", 1), autoPublish: false, catalog: null }],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    }),
    disputes: () => emptyPage(),
    abandonedCheckouts: () => emptyPage(),
    abandonmentByAbandonedCheckoutId: () => null,
    job: (_: unknown, { id }: { id: string }, { shop }: Call) => {
      const row = shop.database.get<{ ready_ms: number }>("SELECT ready_ms FROM job WHERE id = ?", id);
      return row === undefined ? null : { id, done: row.ready_ms <= shop.clock.now() };
    },
  },
  Location: {
    id: (row: LocationRow, _: unknown, { shop }: Call) => shop.gids.gid("Location", row.id),
    isActive: () => true,
    fulfillsOnlineOrders: () => true,
    shipsInventory: () => true,
    fulfillmentService: () => null,
    address: () => ({ countryCode: "GB", provinceCode: "ENG" }),
  },
};

/** For what this shop simply has none of: connections are empty, never null. */
function emptyPage() {
  return {
    nodes: [],
    edges: [],
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
  };
}
