import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

/** The assignments of a `.dev.vars` file; quotes are taken off, `#` begins a comment at a line's start. */
export function readVars(file: string): Record<string, string> {
  const vars: Record<string, string> = {};
  if (!existsSync(file)) return vars;
  for (const line of readFileSync(file, "utf8").split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line);
    if (!match?.[1]) continue;
    const raw = match[2] ?? "";
    const quoted = /^(['"])(.*)\1$/s.exec(raw);
    const value = quoted ? (quoted[2] ?? "") : raw;
    if (value !== "") vars[match[1]] = value;
  }
  return vars;
}

/** Writes assignments as wrangler's `--env-file` reads them (`$` would be expanded), for the owner's eyes only. */
export function writeVars(file: string, vars: Record<string, string>): void {
  const lines = Object.entries(vars).map(([name, value]) => `${name}=${quote(value)}`);
  writeFileSync(file, `${lines.join("\n")}\n`, { mode: 0o600 });
}

function quote(value: string): string {
  const escaped = value.replaceAll("$", "\\$");
  if (!value.includes("'") && !value.includes("\n")) return `'${escaped}'`;
  if (!value.includes("`")) return `\`${escaped}\``;
  return `"${escaped.replaceAll("\n", "\\n")}"`;
}

/** Adds the two secrets no system runs without to `.dev.vars`, and says which it had to make. */
export function ensureSecrets(file: string): string[] {
  const present = readVars(file);
  const made: Record<string, string> = {};
  if (!present.ADMIN_TOKEN) made.ADMIN_TOKEN = randomBytes(24).toString("base64url");
  if (!present.SECRET_ENCRYPTION_KEY) made.SECRET_ENCRYPTION_KEY = randomBytes(32).toString("base64url");
  const names = Object.keys(made);
  if (names.length > 0) {
    const before = existsSync(file) ? readFileSync(file, "utf8").replace(/\n*$/, "\n") : "";
    const lines = names.map((name) => `${name}=${made[name]}`).join("\n");
    writeFileSync(file, `${before}${lines}\n`, { mode: 0o600 });
  }
  return names;
}

/** A variable's number; undefined when it is not set. */
export function numberFrom(name: string, text: string | undefined): number | undefined {
  if (text === undefined || text === "") return undefined;
  const number = Number(text);
  if (!Number.isFinite(number) || number < 0) throw new Error(`${name}=${text} is no number`);
  return number;
}
