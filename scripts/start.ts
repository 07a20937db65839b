import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { listAgents, listTicks } from "#schemas/api/agents.ts";
import { createSessionCode } from "#schemas/api/session.ts";
import { ask } from "./platform/ask.ts";
import { fromRoot } from "./platform/paths.ts";
import { type System, startSystem } from "./platform/system.ts";
import { untilStopped } from "./platform/until-stopped.ts";
import { ensureSecrets, numberFrom, readVars } from "./platform/vars.ts";

/** `npm start`: the whole system on this machine, and one link to it. `--hot` (`npm run dev`) reloads the dashboard too. */
const stateDir = process.env.ROYAL_DIR ? path.resolve(process.env.ROYAL_DIR) : fromRoot(".royal");
/** A state folder of one's own brings its own secrets, so that a trial never works on the real store. */
const varsFile = process.env.ROYAL_DIR ? path.join(stateDir, ".dev.vars") : fromRoot(".dev.vars");
const startedAtMs = Date.now();
const FIRST = "inventory-pricing";
const say = (line: string) => console.log(line);

await untilStopped(async (signal) => {
  mkdirSync(stateDir, { recursive: true });
  const made = ensureSecrets(varsFile);
  if (made.length > 0) say(`Wrote ${made.join(" and ")} into ${shown(varsFile)}`);
  const vars = readVars(varsFile);
  const realStore = Boolean(
    vars.SHOPIFY_STORE && (vars.SHOPIFY_ACCESS_TOKEN || vars.SHOPIFY_CLIENT_ID || vars.SHOPIFY_API_KEY),
  );

  say(realStore ? `Starting with the store ${vars.SHOPIFY_STORE} …` : "Starting with the sandbox store …");
  const system = await startSystem({
    stateDir,
    ports: chosenPorts(),
    sandbox: realStore
      ? false
      : {
          speed: numberFrom("SANDBOX_SPEED", process.env.SANDBOX_SPEED),
          products: numberFrom("SANDBOX_PRODUCTS", process.env.SANDBOX_PRODUCTS),
        },
    vars,
    dashboard: process.argv.includes("--hot") ? "hot" : "built",
    log: say,
    signal,
  });
  try {
    if (!realStore) await letAgentsPropose(system);
    const before = await ticks(system);
    void system.crons.fireAll();
    await firstTick(system, before, signal);
    await greet(system);
    return system.stop;
  } catch (error) {
    await system.stop();
    throw error;
  }
});

function shown(file: string): string {
  return path.relative(process.cwd(), file) || file;
}

/** The link, with a code that signs in once. */
async function greet(system: System): Promise<void> {
  const { code } = await ask(system, createSessionCode.output, "/v1/session/codes", "POST", {});
  say(`\n  ${system.dashboardUrl ?? system.controlUrl}/#code=${code}\n`);
  say(`  API   ${system.controlUrl}/docs   (ADMIN_TOKEN is in ${shown(varsFile)})`);
  if (system.sandboxUrl) say(`  Store ${system.sandboxUrl}/__sandbox/state`);
  say(`  Logs  ${shown(stateDir)}/logs/\n\n  The link is good for 10 minutes and one use. Ctrl-C stops everything.`);
}

/** The documented ports, or those the environment names. */
function chosenPorts() {
  return {
    control: port("CONTROL_PORT", 8787),
    dashboard: port("DASHBOARD_PORT", 8788),
    sandbox: port("SANDBOX_PORT", 8789),
  };
}

function port(name: string, standard: number): number {
  const text = process.env[name];
  if (text === undefined || text === "") return standard;
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || number > 65_535) throw new Error(`${name}=${text} is no port`);
  return number;
}

/** On the sandbox nothing real can happen, so agents begin with asking; once each, a mode chosen later stays. */
async function letAgentsPropose(system: System): Promise<void> {
  const file = path.join(stateDir, "introduced");
  const known = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  const { items } = await ask(system, listAgents.output, "/v1/agents");
  for (const { id } of items.filter((agent) => !known.includes(agent.id))) {
    await ask(system, null, `/v1/agents/${id}/mode`, "PUT", { mode: "approve" });
    appendFileSync(file, `${id}\n`);
  }
}

async function ticks(system: System): Promise<string[]> {
  const { items } = await ask(system, listTicks.output, `/v1/agents/${FIRST}/ticks`);
  return items.map((tick) => tick.id);
}

/** Until a tick of this start is on record: what the link opens then has something to show. */
async function firstTick(system: System, before: string[], signal: AbortSignal): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end && !signal.aborted; await sleep(250)) {
    if ((await ticks(system)).every((id) => before.includes(id))) continue;
    say(`First tick recorded after ${((Date.now() - startedAtMs) / 1000).toFixed(1)} s`);
    return;
  }
  if (!signal.aborted)
    throw new Error(`no tick was recorded within a minute; ${shown(stateDir)}/logs/workers.log says why`);
}
