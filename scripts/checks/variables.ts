import { codeOnly, isTest, type Source, withoutComments } from "./sources.ts";

export interface VariableFacts {
  /** Sources of every room. */
  sources: Source[];
  /** Text of `.dev.vars.example`. */
  example: string;
  /** Text of `docs/operations.md`. */
  page: string;
  /** Names that the configurations bind or set: they come with the Worker, nobody types them. */
  bound: string[];
}

/** Rooms whose variables reach a Worker or the dashboard's build, so belong into `.dev.vars`. */
const DEPLOYED = ["agent-kit/", "durable-objects/", "integrations/", "workers/", "pages-ui/", "schemas/"];
/** What the machine itself sets, or one script tells another. */
const SYSTEM = ["PATH", "CI", "HOME", "NODE_ENV", "ROYAL_ANCESTORS"];
/** How the project's variables begin: such a name in code is a variable, whatever reads it. */
const OURS =
  /\b((?:SHOPIFY|SUPABASE|BIGQUERY|AWS|OPENAI|SENTRY|VITE|RESEND|GORGIAS|SLACK|PAGERDUTY|CJ|PRINTFUL|AUTO_DS|SPOCKET|SUPPLIER|GITHUB_SECRETS|OSV|STOREFRONT|CHANNEL|ACCESS_TEAM|ADMIN|SECRET|PUBLIC)_[A-Z0-9_]*[A-Z0-9]|ACCESS_AUDIENCE|LOG_LEVEL)\b/g;

/** Differences between the variables the code reads, the example file and the documentation's tables. */
export function checkVariables({ sources, example, page, bound }: VariableFacts): string[] {
  const [workerTable = "", scriptTable = ""] = page.split(/^## .*scripts.*$/im);
  const inExample = names(example, /^#?\s*([A-Z][A-Z0-9_]+)=/gm);
  const inWorkerTable = tableNames(workerTable);
  const inScriptTable = tableNames(scriptTable);
  const inWorkers = new Set<string>();
  const inScripts = new Set<string>();
  const constants = new Set(sources.flatMap((source) => [...names(source.text, /\bconst ([A-Z][A-Z0-9_]+)\b/g)]));
  for (const source of sources) {
    if (isTest(source.path)) continue;
    const deployed = DEPLOYED.some((room) => source.path.startsWith(room));
    for (const name of deployed ? workerNames(source.text, constants) : scriptNames(source.text)) {
      if (!bound.includes(name) && !SYSTEM.includes(name)) (deployed ? inWorkers : inScripts).add(name);
    }
  }
  return [
    ...missing(inWorkers, inExample, "is read by the code: add it to .dev.vars.example"),
    ...missing(inWorkers, inWorkerTable, "is read by the code: add it to the table in docs/operations.md"),
    ...missing(inExample, inWorkers, "stands in .dev.vars.example but no code reads it: remove it there"),
    ...missing(inWorkerTable, inWorkers, "stands in docs/operations.md but no code reads it: remove it there"),
    ...missing(inScripts, inScriptTable, "is read by a script: add it to the scripts' table in docs/operations.md"),
    ...missing(inScriptTable, inScripts, "stands in the scripts' table in docs/operations.md but no script reads it"),
  ];
}

function workerNames(text: string, constants: Set<string>): Set<string> {
  const code = codeOnly(text);
  return new Set([
    ...names(code, /\benv\??\.([A-Z][A-Z0-9_]+)\b/g),
    ...names(code, /^\s+(?:readonly )?([A-Z][A-Z0-9_]{2,})\??: string(?: \| undefined)?;/gm),
    ...[...names(withoutComments(text), OURS)].filter((name) => !constants.has(name)),
  ]);
}

function scriptNames(text: string): Set<string> {
  const code = withoutComments(text);
  return new Set([...names(code, /process\.env\.([A-Z][A-Z0-9_]+)/g), ...names(code, /\bport\("([A-Z_]+)"/g)]);
}

function tableNames(text: string): Set<string> {
  const firstCells = [...text.matchAll(/^\|([^|]+)\|/gm)].map((match) => match[1] ?? "");
  return new Set(firstCells.flatMap((cell) => [...names(cell, /`([A-Z][A-Z0-9_]+)`/g)]));
}

function names(text: string, pattern: RegExp): Set<string> {
  return new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ""));
}

function missing(from: Set<string>, into: Set<string>, problem: string): string[] {
  return [...from]
    .filter((name) => !into.has(name))
    .sort()
    .map((name) => `${name} ${problem}`);
}
