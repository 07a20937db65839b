// One of core's algorithms over NDJSON: `npm run evaluate -- forecast < lines.ndjson`, one result per line with its id.
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { TASKS } from "./evaluate/tasks.ts";

const asked = readArguments();
const name = asked?.positionals[0] ?? "";
const load = Object.hasOwn(TASKS, name) ? TASKS[name] : undefined;

if (asked === null) {
  console.error("Usage: npm run evaluate -- <task> [--train FILE] < lines.ndjson");
  process.exitCode = 2;
} else if (load === undefined) {
  console.error(`There is no evaluate task "${name}". Tasks: ${Object.keys(TASKS).join(", ")}`);
  process.exitCode = 2;
} else {
  const task = await load();
  try {
    const results = task(await text(process.stdin), { trainFile: asked.values.train });
    process.stdout.write(results.map((result) => `${JSON.stringify(result)}\n`).join(""));
  } catch (error) {
    // Lines report their own problems; what gets here is a training file that cannot be used.
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 2;
  }
}

/** Null for a flag there is not. */
function readArguments() {
  try {
    return parseArgs({ allowPositionals: true, options: { train: { type: "string" } } });
  } catch {
    return null;
  }
}
