import type { Operation } from "#schemas/api/operation.ts";
import { propertyLines, shapeText } from "#schemas/api/shape-text.ts";
import { operations } from "#schemas/api/table.ts";
import { groupBy } from "./group-by.ts";
import { openApi } from "./openapi.ts";

/** The API's documentation as one page without scripts, fonts or anything else from elsewhere. */
export function docsPage(): Response {
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
    "cache-control": "public, max-age=300",
  };
  return new Response(page(), { headers });
}

let made: string | undefined;

function page(): string {
  made ??= build();
  return made;
}

interface Described {
  parameters: { name: string; in: string; required: boolean; schema: unknown }[];
  requestBody?: { content: { "application/json": { schema: unknown } } };
  responses: Record<string, { content: Record<string, { schema: unknown }> }>;
}

function build(): string {
  const all = Object.values<Operation>(operations);
  const { paths } = openApi() as { paths: Record<string, Record<string, Described>> };
  const groups = groupBy(all, (operation) => operation.id.split(".")[0] ?? "");
  const sections = [...groups].map(
    ([group, own]) =>
      `<section id="${group}"><h2>${html(group)}</h2>${own.map((operation) => entry(operation, paths)).join("")}</section>`,
  );
  const index = [...groups.keys()].map((group) => `<a href="#${group}">${html(group)}</a>`).join(" ");
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Royal Equips API</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${style}</style></head><body>
<h1>Royal Equips API</h1>
<p>Send a token as <code>Authorization: Bearer …</code>. Errors are <code>application/problem+json</code> (RFC 9457),
lists page by <code>cursor</code>, writes accept an <code>Idempotency-Key</code>. The same as a machine reads it:
<a href="/openapi.json">openapi.json</a>. From a shell: <code>npm run ops -- &lt;operation&gt; '&lt;json&gt;'</code>.
Amounts are integers in the currency's smallest unit, times milliseconds since 1970. A <code>?</code> may be left out.</p>
<nav>${index}</nav>${sections.join("")}</body></html>`;
}

function entry(operation: Operation, paths: Record<string, Record<string, Described>>): string {
  const path = operation.path.replaceAll(/:([a-zA-Z]+)/g, "{$1}");
  const described = paths[path]?.[operation.method.toLowerCase()];
  const parts = [
    ["Path", parameters(described, "path")],
    ["Query", parameters(described, "query")],
    ["Body", propertyLines(described?.requestBody?.content["application/json"].schema).join("\n")],
    [
      `Reply ${operation.status}`,
      shapeText(described?.responses[operation.status]?.content["application/json"]?.schema),
    ],
  ].filter(([, text]) => text);
  const needs = operation.role === null ? "needs no role" : `needs the role ${operation.role}`;
  return `<details id="${operation.id}"><summary><b class="${operation.method}">${operation.method}</b> <code>${html(path)}</code>
<span>${html(operation.summary)}</span></summary>
<p><code>${operation.id}</code> · ${needs} · ${operation.effect}${
    operation.localOnly ? " · local and test only" : ""
  }</p>
${parts.map(([name, text]) => `<h3>${name}</h3><pre>${html(text ?? "")}</pre>`).join("")}</details>`;
}

/** Path or query parameters, one a line. */
function parameters(described: Described | undefined, where: string): string {
  const own = (described?.parameters ?? []).filter((each) => each.in === where);
  const required = own.filter((each) => each.required).map(({ name }) => name);
  const properties = Object.fromEntries(own.map(({ name, schema }) => [name, schema]));
  return propertyLines({ properties, required }).join("\n");
}

function html(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

const style = `:root{color-scheme:light dark;--ink:#1b1a17;--soft:#5d5a52;--line:#e6e2d8;--paper:#fbfaf7;--wash:#f2efe7;--royal:#4a3aa7;--bad:#a3281e}
@media(prefers-color-scheme:dark){:root{--ink:#eceae3;--soft:#a8a498;--line:#2a2822;--paper:#141310;--wash:#1b1a16;--royal:#a79bff;--bad:#f0958b}}
body{font:14px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;background:var(--paper);color:var(--ink)}a{color:var(--royal)}
nav{display:flex;flex-wrap:wrap;gap:.25rem .75rem;margin:1rem 0}h1{font-size:1.6rem}h2{margin:2rem 0 .5rem;font-size:1rem;text-transform:capitalize}h3{margin:.75rem 0 .25rem;font-size:.8rem;color:var(--soft)}
p{max-width:45rem;margin:.25rem 0}details{border-top:1px solid var(--line);padding:.4rem 0}summary{cursor:pointer}summary span{color:var(--soft);margin-left:.5rem}
pre{overflow:auto;background:var(--wash);padding:.6rem .75rem;margin:0;font-size:.8rem;max-height:28rem;border-radius:6px}code{font-size:.9em;overflow-wrap:anywhere}
b{display:inline-block;min-width:3.6rem;font-size:.75rem;color:var(--soft)}b.DELETE{color:var(--bad)}`;
