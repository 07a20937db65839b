// npm run backtest -- <agent> [--from YYYY-MM-DD --to YYYY-MM-DD --json] : tries an agent of the running system on the shop's past.
import { setTimeout as sleep } from "node:timers/promises";
import { fromRoot } from "#scripts/platform/paths.ts";
import { readVars } from "#scripts/platform/vars.ts";
import { backtest } from "./backtest/command-line.ts";

const { exitCode, stdout, stderr } = await backtest(process.argv.slice(2), {
  env: { ...readVars(fromRoot(".dev.vars")), ...process.env },
  fetch,
  rest: () => sleep(1_000),
  progress: (line) => process.stderr.write(`${line}\n`),
});
if (stdout) console.log(stdout);
if (stderr) console.error(stderr);
process.exitCode = exitCode;
