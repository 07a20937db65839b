import type { IncomingMessage, ServerResponse } from "node:http";
import { takeFault } from "../../faults.ts";
import { readJson, sendJson } from "../../http.ts";
import { readMeta } from "../../store/clock.ts";
import type { Shop } from "../../store/shop.ts";
import { sufferAtVendor } from "../faults.ts";

interface Advisory {
  id: string;
  affected?: { package?: { name?: string } }[];
}

/** Kept in the shop's own data by `POST /__sandbox/advisories`, as OSV's schema has them; none at first. */
export const ADVISORIES = "osv_advisories";

/** The double of OSV's API: it matches by package alone and leaves the version to whoever asked, as OSV's own may. */
export async function answerOsv(
  { shop, chance }: { shop: Shop; chance: () => number },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? "").slice("/vendors/osv".length);
  const fault = takeFault(shop, ["osv"], false, chance);
  if (await sufferAtVendor(fault, response)) return;
  const known = JSON.parse(readMeta(shop.database, ADVISORIES) ?? "[]") as Advisory[];
  if (request.method === "POST" && path === "/v1/querybatch") {
    const body = await readJson(request);
    const queries = body?.queries;
    if (!Array.isArray(queries)) return sendJson(response, 400, { code: 3, message: "Invalid query." });
    const results = (queries as { package?: { name?: string } }[]).map(({ package: asked }) => {
      const vulns = known.filter(({ affected }) => affected?.some((each) => each.package?.name === asked?.name));
      return vulns.length === 0 ? {} : { vulns: vulns.map(({ id }) => ({ id, modified: "2026-11-01T00:00:00Z" })) };
    });
    return sendJson(response, 200, { results });
  }
  const id = /^\/v1\/vulns\/([^/]+)$/.exec(path)?.[1];
  const found = known.find((advisory) => advisory.id === decodeURIComponent(id ?? ""));
  if (!found) return sendJson(response, 404, { code: 5, message: "Bug not found." });
  sendJson(response, 200, found);
}
