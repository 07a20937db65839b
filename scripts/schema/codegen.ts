import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AccessFile } from "./access.ts";
import { generateOperations } from "./emit.ts";
import { ACCESS_FILE, readOperations, SDL_FILE, SHOPIFY_FOLDER } from "./operations.ts";

/** What operations.generated.ts must contain, from the committed operations, schema and access rules alone. */
export async function generatedText(): Promise<string> {
  const access = JSON.parse(readFileSync(ACCESS_FILE, "utf8")) as AccessFile;
  return generateOperations(readFileSync(SDL_FILE, "utf8"), access, readOperations());
}

export const GENERATED_FILE = join(SHOPIFY_FOLDER, "operations.generated.ts");

if (import.meta.main) {
  const text = await generatedText();
  writeFileSync(GENERATED_FILE, text);
  console.log(`${text.length} characters in operations.generated.ts`);
}
