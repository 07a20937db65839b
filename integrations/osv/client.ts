import * as z from "zod/mini";
import type { Connection } from "#agent-kit/connection.ts";
import { KitError } from "#agent-kit/errors.ts";
import { httpError } from "#agent-kit/vendor-error.ts";
import { OSV_HOST } from "./account.ts";

export interface Component {
  name: string;
  version: string;
}

const text = z.string();
const matched = z.object({
  results: z.array(z.nullable(z.object({ vulns: z.optional(z.array(z.object({ id: text }))) }))),
});
const entry = z.object({
  id: text,
  summary: z.optional(text),
  withdrawn: z.optional(text),
  severity: z.optional(z.array(z.object({ type: text, score: text }))),
  database_specific: z.optional(z.object({ severity: z.optional(text) })),
  affected: z.optional(
    z.array(
      z.object({
        package: z.optional(z.object({ name: text, ecosystem: text })),
        ranges: z.optional(z.array(z.object({ type: text, events: z.array(z.record(z.string(), text)) }))),
        versions: z.optional(z.array(text)),
      }),
    ),
  ),
});
export type OsvEntry = z.infer<typeof entry>;

export interface OsvOptions {
  connection: Pick<Connection, "call">;
  /** A sandbox's address; the public one when absent. */
  baseUrl?: string;
}

const timeoutMs = 15_000;
/** The API takes a thousand. */
const mostAtOnce = 500;

/** Ids of the advisories that may concern each npm package, as far as the database matches versions; in the order asked. */
export async function matchAdvisories(options: OsvOptions, components: readonly Component[]): Promise<string[][]> {
  const found: string[][] = [];
  for (let at = 0; at < components.length; at += mostAtOnce) {
    const queries = components
      .slice(at, at + mostAtOnce)
      .map(({ name, version }) => ({ package: { name, ecosystem: "npm" }, version }));
    const reply = matched.safeParse(await ask(options, "/v1/querybatch", { queries }));
    if (!reply.success || reply.data.results.length !== queries.length) throw unreadable();
    found.push(...reply.data.results.map((result) => (result?.vulns ?? []).map(({ id }) => id)));
  }
  return found;
}

export async function readAdvisory(options: OsvOptions, id: string): Promise<OsvEntry> {
  const read = entry.safeParse(await ask(options, `/v1/vulns/${encodeURIComponent(id)}`));
  if (!read.success) throw unreadable();
  return read.data;
}

function ask({ connection, baseUrl }: OsvOptions, path: string, body?: object): Promise<unknown> {
  return connection.call({
    name: `osv ${path.split("/")[2]}`,
    effect: "read",
    timeoutMs,
    run: async (signal) => {
      const reply = await fetch(`${baseUrl ?? OSV_HOST}${path}`, {
        method: body ? "POST" : "GET",
        headers: { "content-type": "application/json", "user-agent": "royal-equips-orchestrator" },
        body: body && JSON.stringify(body),
        signal,
      });
      if (!reply.ok) throw httpError("OSV", reply, { realNow: Date.now() });
      return { value: await reply.json().catch(() => null) };
    },
  });
}

function unreadable(): KitError {
  return new KitError({
    code: "unreadable-reply",
    message: "OSV answered something else than advisories.",
    report: true,
  });
}
