import { type Operation, pathParameters } from "#schemas/api/operation.ts";
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
<a href="/openapi.json">openapi.json</a>. From a shell: <code>npm run ops -- &lt;operation&gt; '&lt;json&gt;'</code>.</p>
<nav>${index}</nav>${sections.join("")}</body></html>`;
}

function entry(operation: Operation, paths: Record<string, Record<string, Described>>): string {
  const path = operation.path.replaceAll(/:([a-zA-Z]+)/g, "{$1}");
  const described = paths[path]?.[operation.method.toLowerCase()];
  const body = described?.requestBody?.content["application/json"].schema;
  const reply = described?.responses[operation.status]?.content["application/json"]?.schema;
  const parameters = pathParameters(operation.path).map((name) => `{${name}}`);
  return `<details><summary><b class="${operation.method}">${operation.method}</b> <code>${html(path)}</code>
<span>${html(operation.summary)}</span></summary>
<p><code>${operation.id}</code> · needs ${operation.role ?? "nothing"} · ${operation.effect}${
    operation.localOnly ? " · local and test only" : ""
  }${parameters.length > 0 ? ` · path ${html(parameters.join(", "))}` : ""}</p>
${body ? `<h3>Body</h3><pre>${html(JSON.stringify(body, null, 2))}</pre>` : ""}
${reply ? `<h3>Reply ${operation.status}</h3><pre>${html(JSON.stringify(reply, null, 2))}</pre>` : ""}</details>`;
}

function html(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

const style = `:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}body{max-width:60rem;margin:2rem auto;padding:0 1rem}
nav{display:flex;flex-wrap:wrap;gap:.75rem;margin:1rem 0}h2{margin:2rem 0 .5rem;text-transform:capitalize}h3{margin:.5rem 0 0;font-size:.9rem}
details{border-top:1px solid #8884;padding:.4rem 0}summary{cursor:pointer}summary span{opacity:.75;margin-left:.5rem}
pre{overflow:auto;background:#8881;padding:.75rem;font-size:.8rem;max-height:24rem}code{font-size:.9em}
b{display:inline-block;min-width:3.6rem;font-size:.75rem}b.GET{color:#2563eb}b.POST{color:#15803d}b.PUT{color:#b45309}b.DELETE{color:#b91c1c}`;
