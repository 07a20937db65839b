import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { buildClientSchema, buildSchema, validate, validateSchema } from "graphql";
import { accessOf } from "./access.ts";
import { downloadFullSchema, readFullSchema } from "./full-schema.ts";
import { ACCESS_FILE, documentOfAll, readOperations, SDL_FILE } from "./operations.ts";
import { reachOf, trimmedSdl } from "./trim-schema.ts";

// Usage: node scripts/schema/trim.ts [--from FILE]. Writes the SDL and the access rules the operations need.
const { values } = parseArgs({ options: { from: { type: "string" } } });
const full = values.from ? readFullSchema(values.from) : downloadFullSchema();
const schema = buildClientSchema(full.data);
const operations = readOperations();
const document = documentOfAll(operations);

const errors = validate(schema, document);
if (errors.length > 0) {
  for (const error of errors) console.error(error.message);
  process.exit(1);
}

const reach = reachOf(schema, document);
const sdl = trimmedSdl(full.data, reach);
const problems = [...validateSchema(buildSchema(sdl)), ...validate(buildSchema(sdl), document)];
if (problems.length > 0) {
  for (const error of problems) console.error(error.message);
  process.exit(1);
}
writeFileSync(SDL_FILE, sdl);
writeFileSync(ACCESS_FILE, `${JSON.stringify(accessOf(full, schema, operations, reach), null, 2)}\n`);
execFileSync("npx", ["biome", "format", "--write", ACCESS_FILE], { stdio: "ignore" });
console.log(`${operations.length} operations, ${reach.types.size} types, ${sdl.length} characters of SDL`);
