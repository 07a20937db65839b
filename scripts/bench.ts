import { readdirSync, readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { fromRoot } from "./platform/paths.ts";

/**
 * `npm run bench -- <name> [--json]` runs one measurement beside what it is compared to; `--list` names them. A bench is a
 * file of `bench/` whose first lines say what it measures and end with its own command.
 */
const [name = "--list"] = process.argv.slice(2);
const benches = readdirSync(fromRoot("bench"))
  .filter((file) => file.endsWith(".ts"))
  .flatMap((file) => describe(file));

if (name === "--list") {
  for (const bench of benches) console.log(`${bench.name.padEnd(14)} ${bench.about}`);
} else if (benches.some((bench) => bench.name === name)) {
  await import(pathToFileURL(fromRoot("bench", `${name}.ts`)).href);
} else {
  console.error(`There is no bench "${name}". Benches: ${benches.map((bench) => bench.name).join(", ")}`);
  process.exitCode = 2;
}

function describe(file: string): { name: string; about: string }[] {
  const own = file.slice(0, -3);
  const head = readFileSync(fromRoot("bench", file), "utf8")
    .split("\n")
    .filter((line, index, lines) => lines.slice(0, index + 1).every((each) => each.startsWith("//")) && line !== "")
    .map((line) => line.replace(/^\/\/\s*/, ""))
    .join(" ");
  const at = head.indexOf(`Run: npm run bench -- ${own}`);
  return at < 0 ? [] : [{ name: own, about: head.slice(0, at).trim() }];
}
