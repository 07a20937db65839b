import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod/mini";
import { batchActions, listActions } from "#schemas/api/actions.ts";
import { getAgent, listAgents, listTicks } from "#schemas/api/agents.ts";
import { listCards } from "#schemas/api/cards.ts";
import { getRun } from "#schemas/api/runs.ts";
import { listImports } from "#schemas/api/shop.ts";
import { ask } from "../platform/ask.ts";
import { readConfigs } from "../platform/configs.ts";
import { openDatabase } from "../platform/database.ts";
import type { System } from "../platform/system.ts";
import { sendOne } from "./send-one.ts";
import { mirrorFigures, type StoreFigures } from "./store-figures.ts";

const SandboxSchema = z.object({
  counts: z.object({ orders: z.number() }),
  replay: z.object({ shiftDays: z.number() }),
  returns: z.object({ unmatchedLines: z.number() }),
});

export interface AgentReport {
  id: string;
  /** The run's outcome, or `refused` when the tick started none. */
  outcome: string;
  reason?: string;
  durationMs: number;
  observed: number;
  proposed: number;
  applied: number;
  waiting: number;
  measures: Record<string, unknown>;
}

export interface Undone {
  id: string;
  kind: string;
  title: string;
  status: string;
}

export interface DemoReport {
  ok: boolean;
  agents: AgentReport[];
  store: StoreFigures;
  undone: Undone[];
}

/** How many of a card's rows the demo approves; the rest stay waiting, as they would for a person who stops reading. */
const ROWS_PER_CARD = 20;

/** Everything once, on a system whose crons are fired by hand. `through` is the last day before the pinned midnight. */
export async function playDemo(
  system: System,
  { through, say }: { through: string; say: (line: string) => void },
): Promise<DemoReport> {
  const { items: agents } = await ask(system, listAgents.output, "/v1/agents");
  for (const { id } of agents) await ask(system, null, `/v1/agents/${id}/mode`, "PUT", { mode: "approve" });

  say("Importing the store …");
  await importStore(system);
  const store = await storeFigures(system, through);
  say(`  ${store.orders} orders, ${store.lines} lines, ${store.products} products`);

  say("Each agent's cron once …");
  await untilIdle(
    system,
    agents.map(({ id }) => id),
  );
  const reports = await Promise.all(agents.map(({ id }) => runOnce(system, id)));

  say("Two shoppers buy …");
  await shop(system);

  say("Approving what waits …");
  await approve(system);
  const undone = await undoOne(system);

  say("One order, from the till to the buyer's mail …");
  const fulfilment = reports.find(({ id }) => id === "order-fulfillment");
  if (fulfilment) {
    const sent = await sendOne({
      system,
      cron: () => system.crons.fireAll(["royal-equips-order-fulfillment"]),
      until: (what, timeoutMs, holds) => until(system, what, timeoutMs, holds),
    });
    say(`  ${sent.order} is ${sent.state}: ${sent.supplierOrders} order at a supplier, the buyer told`);
    Object.assign(fulfilment.measures, { ...fulfilment.measures, "sent end to end": sent.order });
  }
  for (const report of reports) Object.assign(report, ledgerOf(system, report.id));
  return { ok: reports.every((report) => report.outcome === "succeeded"), agents: reports, store, undone };
}

/** Asks until the answer is yes. Now and then the watchdog's minute is done too, as its cron would. */
async function until(system: System, what: string, timeoutMs: number, holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + timeoutMs;
  for (let turn = 1; Date.now() < end; turn += 1) {
    if (await holds()) return;
    if (turn % 10 === 0) await ask(system, null, "/v1/watchdog", "POST", {});
    await sleep(500);
  }
  throw new Error(`${what} did not happen within ${timeoutMs / 1000} s; see ${system.stateDir}/logs`);
}

async function importStore(system: System): Promise<void> {
  await system.crons.fireAll(["royal-equips-store-sync"]);
  await until(system, "the import", 300_000, async () => {
    const { items } = await ask(system, listImports.output, "/v1/imports?limit=50");
    const failed = items.find((item) => item.error !== null && item.status === "failed");
    if (failed) throw new Error(`the import of ${failed.kind} failed: ${failed.error}`);
    return items.length > 0 && items.every((item) => item.status === "done");
  });
}

async function storeFigures(system: System, through: string): Promise<StoreFigures> {
  const sandbox = SandboxSchema.parse(await (await fetch(`${system.sandboxUrl}/__sandbox/state`)).json());
  const database = openDatabase(system.stateDir);
  try {
    const { matchedReturns, ...figures } = mirrorFigures(database);
    const { unmatchedLines } = sandbox.returns;
    return {
      ...figures,
      returns: matchedReturns + unmatchedLines,
      unmatchedReturns: unmatchedLines,
      shiftDays: sandbox.replay.shiftDays,
      through,
      weekly: figures.weekly,
    };
  } finally {
    database.close();
  }
}

/** The import's end wakes agents by itself; their crons wait for those runs. */
async function untilIdle(system: System, ids: string[]): Promise<void> {
  await sleep(1500);
  await until(system, "the end of the first runs", 300_000, async () => {
    const { items } = await ask(system, listAgents.output, "/v1/agents");
    return items.filter(({ id }) => ids.includes(id)).every(({ view }) => view?.live === null);
  });
}

async function runOnce(system: System, id: string): Promise<AgentReport> {
  const report = { id, durationMs: 0, observed: 0, proposed: 0, applied: 0, waiting: 0, measures: {} };
  const worker = readConfigs().find((config) => config.vars.AGENT === id)?.name;
  if (!worker) return { ...report, outcome: "refused", reason: "no Worker's configuration has this agent" };
  const [fired] = await system.crons.fireAll([worker]);
  const tick = await tickOf(system, id, fired?.atMs ?? 0);
  if (tick.runId === null) return { ...report, outcome: "refused", reason: tick.reason ?? "no run" };
  const run = await ask(system, getRun.output, `/v1/runs/${tick.runId}`);
  return {
    ...report,
    outcome: run.outcome ?? tick.outcome ?? "unfinished",
    ...(run.reason ? { reason: run.reason } : {}),
    durationMs: (run.finishedAt ?? run.startedAt) - run.startedAt,
    observed: run.observed,
    proposed: run.proposed,
    measures: run.measures,
  };
}

/** The tick of the cron that was just fired, when it has come to its end. */
async function tickOf(system: System, id: string, atMs: number) {
  const find = async () => {
    const { items } = await ask(system, listTicks.output, `/v1/agents/${id}/ticks`);
    return items.find((tick) => tick.trigger === "cron" && tick.scheduledFor === atMs);
  };
  await until(system, `${id}'s run`, 300_000, async () => {
    const tick = await find();
    return tick !== undefined && (tick.state === "refused" || tick.outcome !== null);
  });
  const tick = await find();
  if (!tick) throw new Error(`${id}'s tick has gone`);
  return tick;
}

async function shop(system: System): Promise<void> {
  const count = () => {
    const database = openDatabase(system.stateDir);
    try {
      return Number(database.prepare("SELECT count(*) AS orders FROM orders").get()?.orders);
    } finally {
      database.close();
    }
  };
  const before = count();
  const bought = await fetch(`${system.sandboxUrl}/__sandbox/orders`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ count: 2 }),
  });
  if (!bought.ok) throw new Error(`the shoppers were turned away: ${bought.status} ${await bought.text()}`);
  await until(system, "the shoppers' orders in the mirror", 60_000, async () => count() >= before + 2);
}

async function approve(system: System): Promise<void> {
  const { items } = await ask(system, listCards.output, `/v1/cards?rows=${ROWS_PER_CARD}`);
  const ids = items.flatMap((card) => card.rows.map((row) => row.id));
  for (let from = 0; from < ids.length; from += 500) {
    await ask(system, batchActions.output, "/v1/actions/batch", "POST", {
      op: "approve",
      ids: ids.slice(from, from + 500),
    });
  }
  await until(system, "the approved actions' end", 180_000, async () => {
    for (const status of ["approved", "applying"]) {
      const { items } = await ask(system, listActions.output, `/v1/actions?status=${status}&limit=1`);
      if (items.length > 0) return false;
    }
    return true;
  });
}

async function undoOne(system: System): Promise<Undone[]> {
  const { items: agents } = await ask(system, listAgents.output, "/v1/agents");
  const described = await Promise.all(agents.map(({ id }) => ask(system, getAgent.output, `/v1/agents/${id}`)));
  const revertible = new Set(
    described.flatMap(({ description }) =>
      (description?.actions ?? []).filter((action) => action.revertible).map(({ kind }) => kind),
    ),
  );
  const applied = await ask(system, listActions.output, "/v1/actions?status=applied&limit=200");
  for (const { id } of applied.items.filter((action) => revertible.has(action.kind))) {
    const [answer] = (await ask(system, batchActions.output, "/v1/actions/batch", "POST", { op: "revert", ids: [id] }))
      .items;
    if (!answer?.ok) continue;
    const read = () => ask(system, listActions.output.shape.items.def.element, `/v1/actions/${id}`);
    await until(system, "the undoing", 60_000, async () => (await read()).status !== "reverting");
    const { kind, title, status } = await read();
    return [{ id, kind, title, status }];
  }
  return [];
}

/** An agent's rows by what became of them; those of the run and of the one the import's end woke alike. */
function ledgerOf(system: System, id: string): Pick<AgentReport, "proposed" | "applied" | "waiting"> {
  const database = openDatabase(system.stateDir);
  try {
    const rows = database.prepare("SELECT status, count(*) AS n FROM actions WHERE agent = ? GROUP BY status").all(id);
    const of = (...statuses: string[]) =>
      rows.filter((row) => statuses.includes(String(row.status))).reduce((sum, row) => sum + Number(row.n), 0);
    const all = rows.reduce((sum, row) => sum + Number(row.n), 0);
    return {
      proposed: all - of("shadow", "denied"),
      applied: of("applied", "reverted", "reverting"),
      waiting: of("proposed"),
    };
  } finally {
    database.close();
  }
}
