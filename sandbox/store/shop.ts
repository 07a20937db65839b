import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildShop } from "./build.ts";
import { type Clock, createClock } from "./clock.ts";
import { Database } from "./database.ts";
import { decodeDataset } from "./dataset.ts";
import { createGids, type Gids } from "./gid.ts";
import { TABLES } from "./tables.ts";

export const SHOP_DOMAIN = "royal-sandbox.myshopify.com";
export const CURRENCY = "GBP";
export const API_VERSION = "2026-10";

export interface ShopOptions {
  stateDir: string;
  seed: number;
  products?: number | undefined;
  bigIds: boolean;
  /** Names, addresses and e-mail of customers are refused, as to an admin-made app on Shopify's smallest plan. */
  withholdPersonal?: boolean | undefined;
  /** Where the sandbox's clock stands when the shop is first built; the real time when absent. */
  at?: number | undefined;
}

/** One open shop: its rows, its clock and its ids. */
export interface Shop {
  options: ShopOptions;
  database: Database;
  clock: Clock;
  gids: Gids;
  seed: number;
  stateDir: string;
  /** Where the sandbox is reached, for links it hands out; set once it listens. */
  origin: string;
  close(): void;
}

/** Opens the shop in a folder, building it first when the folder has none for these options. */
export function openShop(options: ShopOptions): Shop {
  mkdirSync(join(options.stateDir, "bulk"), { recursive: true });
  const { seed, stateDir } = options;
  const gids = createGids({ big: options.bigIds });
  return {
    options,
    gids,
    seed,
    stateDir,
    origin: "",
    ...openFile(options),
    close() {
      this.database.close();
    },
  };
}

function openFile(options: ShopOptions): Pick<Shop, "database" | "clock"> {
  const file = shopFile(options);
  const fresh = !existsSync(file);
  if (fresh) {
    const data = decodeDataset(readFileSync(join(import.meta.dirname, "../data/online-retail.gz")));
    buildShop(file, { data, seed: options.seed, products: options.products, nowMs: options.at ?? Date.now() });
  }
  const database = new Database(file);
  database.raw.exec("PRAGMA synchronous = FULL");
  const clock = createClock(database);
  if (fresh && options.at !== undefined) clock.advance(options.at - Date.now());
  return { database, clock };
}

/** Throws the shop away and opens it anew, today again eight weeks before the end of the data. */
export function resetShop(shop: Shop): void {
  shop.database.close();
  for (const suffix of ["", "-wal", "-shm"]) rmSync(shopFile(shop.options) + suffix, { force: true });
  Object.assign(shop, openFile(shop.options));
}

function shopFile(options: ShopOptions): string {
  return join(options.stateDir, `shop-${fingerprint(options)}.sqlite`);
}

/** Two sets of options never share a file, nor do two shapes of the tables. */
function fingerprint(options: ShopOptions): string {
  const parts = [options.seed, options.products ?? "all", options.bigIds, TABLES];
  return createHash("sha256").update(parts.join(" ")).digest("hex").slice(0, 8);
}

export function isoTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
