import { parseArgs } from "node:util";
import * as z from "zod/mini";
import { backtestResult, backtest as backtestShape } from "#schemas/api/backtests.ts";
import { page } from "#schemas/api/shapes.ts";
import { ops } from "#scripts/ops/command-line.ts";
import { told } from "./told.ts";

interface Answer {
  exitCode: number;
  stdout: string;
  stderr: string;
}

interface Surroundings {
  env: Record<string, string | undefined>;
  fetch: typeof fetch;
  /** Between two looks at how far it is. */
  rest: () => Promise<unknown>;
  /** One line about how far it is; never on stdout. */
  progress: (line: string) => void;
}

const usage = `npm run backtest -- <agent> [--from YYYY-MM-DD] [--to YYYY-MM-DD] [--json]
Tries an agent of the running system (npm start) on the shop's past, week by week; the newest 52 weeks unless told otherwise.`;

/** Starts a backtest through the API, waits for its end and says what it found: in words, or as the API's one JSON document. */
export async function backtest(args: string[], around: Surroundings): Promise<Answer> {
  const asked = read(args);
  if (asked === null) return { exitCode: 2, stdout: "", stderr: usage };
  const { agent, from, to, json } = asked;
  const started = await ops(["agents.backtest", JSON.stringify({ agent, from, to })], around);
  if (started.exitCode !== 0) return { ...started, stderr: plain(started.stderr) };
  const { id } = z.object({ id: z.string() }).parse(JSON.parse(started.stdout));
  let said = -1;
  for (;;) {
    const listed = await ops(["backtests.list", JSON.stringify({ agent, limit: 20 })], around);
    if (listed.exitCode !== 0) return { ...listed, stdout: "", stderr: plain(listed.stderr) };
    const mine = page(backtestShape)
      .parse(JSON.parse(listed.stdout))
      .items.find((each) => each.id === id);
    if (mine && mine.status !== "running") return finished(id, json, around);
    if (mine && mine.weeksDone !== said) around.progress(`${mine.weeksDone} of ${mine.weeks} weeks`);
    said = mine?.weeksDone ?? said;
    await around.rest();
  }
}

async function finished(id: string, json: boolean, around: Surroundings): Promise<Answer> {
  const seen = await ops(["backtests.get", JSON.stringify({ backtest: id })], around);
  if (seen.exitCode !== 0) return { ...seen, stderr: plain(seen.stderr) };
  const result = backtestResult.parse(JSON.parse(seen.stdout));
  const ok = result.status === "finished";
  const why = `The backtest was ${result.status === "failed" ? "given up" : result.status}: ${result.reason ?? "no reason was kept"}`;
  return { exitCode: ok ? 0 : 1, stdout: json ? seen.stdout : ok ? told(result) : "", stderr: ok ? "" : why };
}

function read(args: string[]): { agent: string; from?: string; to?: string; json: boolean } | null {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { from: { type: "string" }, to: { type: "string" }, json: { type: "boolean", default: false } },
    });
    const [agent, ...more] = positionals;
    return agent === undefined || more.length > 0 ? null : { agent, ...values, json: values.json };
  } catch {
    return null;
  }
}

/** A refusal's one sentence, without the document that `ops` shows under it. */
function plain(text: string): string {
  return text.split("\n{", 1)[0] ?? text;
}
