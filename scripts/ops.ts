// npm run ops -- <operation> '<json>' : the command line's door to everything the API can do.
import { fromRoot } from "#scripts/platform/paths.ts";
import { readVars } from "#scripts/platform/vars.ts";
import { ops } from "./ops/command-line.ts";

const { exitCode, stdout, stderr } = await ops(process.argv.slice(2), {
  env: { ...readVars(fromRoot(".dev.vars")), ...process.env },
  fetch,
});
if (stdout) console.log(stdout);
if (stderr) console.error(stderr);
process.exitCode = exitCode;
