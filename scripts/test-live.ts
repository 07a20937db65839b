import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import "./test-live/no-objects.ts";
import { fromRoot } from "./platform/paths.ts";
import { readVars } from "./platform/vars.ts";
import type { Exchange } from "./test-live/record.ts";
import type { LiveResult } from "./test-live/run.ts";

/**
 * `npm run test:live -- <vendor> [--write]`: a supplier's contract against the vendor itself, with the credentials of
 * `.dev.vars`. The redacted exchange is kept beside the adapters; `--write` also orders something, unpaid.
 */
const { suppliers } = await import("#integrations/supplier/registry.ts");
const { testLive } = await import("./test-live/run.ts");
const args = process.argv.slice(2);
const write = args.includes("--write");
const [vendor] = args.filter((argument: string) => !argument.startsWith("--"));
const ids = suppliers.map(({ id }) => id);

if (vendor === undefined || !ids.includes(vendor)) {
  console.error(`Name one of: ${ids.join(", ")}`);
  process.exitCode = 2;
} else {
  const folder = process.env.ROYAL_DIR ? path.resolve(process.env.ROYAL_DIR) : fromRoot();
  report(await testLive({ vendor, write, vars: readVars(path.join(folder, ".dev.vars")), say: console.log }));
}

function report(result: LiveResult): void {
  if (result.skipped !== null) {
    console.log(`skipped: ${result.skipped}`);
    return;
  }
  const { steps, exchange } = result;
  const broken = steps.filter(({ outcome }) => outcome === "broken").length;
  if (exchange.calls.length > 0) keep(exchange);
  console.log(`${steps.filter(({ outcome }) => outcome === "kept").length} kept, ${broken} broken`);
  if (broken > 0) process.exitCode = 1;
}

function keep(exchange: Exchange): void {
  const file = fromRoot(`integrations/supplier/recorded/${vendor}.json`);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(exchange, null, 2)}\n`);
  console.log(
    `\n${exchange.calls.length} calls, redacted, in ${path.relative(process.cwd(), file)}: look it over before it is committed.`,
  );
}
