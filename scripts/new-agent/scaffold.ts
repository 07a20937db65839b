import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Cron } from "croner";
import { decideSource, indexSource } from "./templates.ts";

export interface NewAgent {
  /** The checkout's top folder. */
  root: string;
  /** Kebab-case, at most 40 characters. */
  id: string;
  /** Five fields, UTC, weekdays by name. */
  cron: string;
}

type Made = { files: string[]; binding: string } | { problem: string };

/** The agent whose configuration every new one is a copy of, so that they cannot drift apart. */
const MODEL = { id: "inventory-pricing", cron: "5 */2 * * *" };

/** Writes a new agent's three files and binds it to control; changes nothing when it cannot do all of it. */
export function scaffold({ root, id, cron }: NewAgent): Made {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id) || id.length > 40) {
    return { problem: `"${id}" is no agent's name: write it like inventory-pricing, with at most 40 characters` };
  }
  const problem = cronProblem(cron);
  if (problem) return { problem };
  const folder = path.join(root, "workers", id);
  if (existsSync(folder)) return { problem: `workers/${id} exists already` };

  const model = readFileSync(path.join(root, "workers", MODEL.id, "wrangler.toml"), "utf8");
  const binding = `AGENT_${id.replaceAll("-", "_").toUpperCase()}`;
  const files: Record<string, string> = {
    "wrangler.toml": model.replaceAll(MODEL.id, id).replaceAll(MODEL.cron, cron),
    "index.ts": indexSource(id),
    "decide.ts": decideSource(id),
  };
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  appendFileSync(
    path.join(root, "wrangler.toml"),
    `\n[[services]]\nbinding = "${binding}"\nservice = "royal-equips-${id}"\n`,
  );
  return { files: Object.keys(files).map((name) => `workers/${id}/${name}`), binding };
}

function cronProblem(cron: string): string | null {
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== 5) return `the cron "${cron}" has ${fields.length} fields, not 5`;
  if (/\d/.test(fields[4]?.split("/")[0] ?? "")) return `the cron "${cron}" must name its weekdays: MON, not 1`;
  try {
    new Cron(cron, { timezone: "UTC", paused: true });
    return null;
  } catch (error) {
    return `the cron "${cron}" is none: ${error instanceof Error ? error.message : String(error)}`;
  }
}
