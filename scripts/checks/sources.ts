import { globSync, readFileSync } from "node:fs";
import { fromRoot, root } from "../platform/paths.ts";

export interface Source {
  /** Relative to the checkout, with forward slashes. */
  path: string;
  text: string;
}

export const ROOMS = [
  "core",
  "schemas",
  "durable-objects",
  "agent-kit",
  "integrations",
  "workers",
  "pages-ui",
  "sandbox",
  "scripts",
  "bench",
  "tests",
] as const;
export type Room = (typeof ROOMS)[number];

/** The project's own TypeScript, without what tools generated or built. */
export function readSources(): Source[] {
  return ROOMS.flatMap((room) =>
    globSync(`${room}/**/*.{ts,tsx}`, {
      cwd: root,
      exclude: (name) => /(^|\/)(node_modules|dist|\.wrangler)(\/|$)/.test(name),
    }),
  )
    .filter((path) => !path.includes(".generated."))
    .map((path) => ({ path, text: readFileSync(fromRoot(path), "utf8") }));
}

export function roomOf(path: string): Room | null {
  const first = path.split("/")[0];
  return ROOMS.find((room) => room === first) ?? null;
}

export function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path) || path.startsWith("tests/");
}

/** What a file imports, as it writes it. */
export function importsOf(text: string): string[] {
  const code = withoutComments(text);
  const pattern = /(?:\bfrom\s*|\bimport\s*\(?\s*)(["'])([^"'\n]+)\1/g;
  return [...code.matchAll(pattern)].map((match) => match[2] ?? "");
}

/** The path in the checkout that an import means; null for a package or a built-in. */
export function resolveImport(from: string, specifier: string): string | null {
  if (specifier.startsWith("#")) return specifier.slice(1);
  if (!specifier.startsWith(".")) return null;
  const parts = from.split("/").slice(0, -1);
  for (const part of specifier.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}

/** Comments replaced by spaces, so that positions and lines stay; strings and templates are kept. */
export function withoutComments(text: string): string {
  const blank = (match: string) => match.replace(/[^\n]/g, " ");
  const pattern = /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|(\/\*[\s\S]*?\*\/|\/\/[^\n]*)/g;
  return text.replace(pattern, (match, kept?: string) => (kept === undefined ? blank(match) : match));
}

/** Comments and the inside of strings gone: what is left can only be code. */
export function codeOnly(text: string): string {
  return withoutComments(text).replace(/"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, '""');
}
