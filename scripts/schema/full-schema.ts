import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { IntrospectionQuery } from "graphql";

/** The vendor publishes its schema, with the access rules the SDL cannot carry, inside this npm package. */
export const SCHEMA_PACKAGE = "@shopify/dev-mcp@1.16.0";
export const API_VERSION = "2026-10";

export interface AccessRule {
  type: "type" | "field";
  typeName: string;
  fieldName?: string;
  requiredAccess: string;
  offlineScopes: string[];
}

export interface FullSchema {
  data: IntrospectionQuery;
  offline_scopes: { items: AccessRule[] };
}

/** Reads an introspection file, gzipped or plain. */
export function readFullSchema(file: string): FullSchema {
  const bytes = readFileSync(file);
  const text = (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString("utf8");
  return JSON.parse(text) as FullSchema;
}

/** Downloads the vendor's package into a temporary folder and reads the pinned version's schema from it. */
export function downloadFullSchema(): FullSchema {
  const folder = mkdtempSync(join(tmpdir(), "admin-schema-"));
  try {
    execFileSync("npm", ["pack", SCHEMA_PACKAGE, "--silent"], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
    const member = `package/dist/data/admin_${API_VERSION}.json.gz`;
    execFileSync("tar", ["-xzf", "shopify-dev-mcp-1.16.0.tgz", member], { cwd: folder });
    return readFullSchema(join(folder, member));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The full schema where this machine has one, for checks that the trimmed copy cannot make; null elsewhere. */
export function findFullSchema(repositoryRoot: string): FullSchema | null {
  const candidates = [
    process.env.SHOPIFY_FULL_SCHEMA,
    join(repositoryRoot, "..", "shared", "shopify", `admin-${API_VERSION}.introspection.json.gz`),
  ];
  const file = candidates.find((candidate) => candidate !== undefined && candidate !== "" && existsSync(candidate));
  return file === undefined ? null : readFullSchema(file);
}
