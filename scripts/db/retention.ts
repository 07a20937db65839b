import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { declarations } from "#schemas/db/table.ts";
import { fromRoot } from "../platform/paths.ts";

const schemaFolder = fromRoot("schemas/db");
export const retentionFile = fromRoot("schemas/db/retention.generated.ts");

/** What retention.generated.ts must contain: how long each declared table keeps its rows, without the declarations. */
export async function retentionText(): Promise<string> {
  for (const file of readdirSync(schemaFolder).sort())
    if (/^[\w-]+\.ts$/.test(file)) await import(`../../schemas/db/${file}`);
  const lines = [...declarations]
    .flatMap(([table, { retention }]) =>
      "days" in retention ? [retention.since].flat().map((since) => ({ table, since, keptDays: retention.days })) : [],
    )
    .sort((a, b) => (a.table < b.table ? -1 : 1))
    .map(({ table, since, keptDays }) => `  { table: "${table}", since: "${since}", keptDays: ${keptDays} },\n`);
  return `/** Made by \`npm run db -- generate\` from the tables' declarations, which are too large for control's bundle. */
export const expiring: readonly { table: string; since: string; keptDays: number }[] = [
${lines.join("")}];
`;
}

/** Writes the file; answers whether that changed it. */
export async function writeRetention(): Promise<boolean> {
  const text = await retentionText();
  if (readRetention() === text) return false;
  writeFileSync(retentionFile, text);
  return true;
}

export function readRetention(): string {
  try {
    return readFileSync(retentionFile, "utf8");
  } catch {
    // Not made yet.
    return "";
  }
}
