import { cpSync } from "node:fs";
import { dawn, everyMs, wholeRun } from "./decide-runs.ts";
import { type Decider, startDecider } from "./decide-runtime.ts";

export const leastKills = 12;

export interface Killings {
  kills: number;
  actions: number;
  lost: number;
  doubled: number;
  different: number;
  forecasts: number;
}

/** One store decided once in peace, and a copy of it with the process killed before, inside and after chunks. */
export async function killings(peaceful: string, variants: number): Promise<Killings> {
  const cruel = `${peaceful}-killed`;
  cpSync(peaceful, cruel, { recursive: true });
  let decider = await startDecider({ folder: peaceful });
  await decider.tell("/mode");
  const { chunks, wallMs } = await wholeRun(decider, variants, dawn);
  const expected = await ledger(decider);
  await decider.runtime.close();

  decider = await startDecider({ folder: cruel });
  await decider.tell("/mode");
  let at = dawn;
  let kills = 0;
  await decider.ask(`/clock?at=${at}`);
  let waiting = await decider.ask(`/cron?at=${at}`);
  for (let steps = 0; ; steps += 1) {
    if (steps > 400) throw new Error("the run never ends");
    const between = kills % 2 === 0;
    // The longer it is spared, the further it gets: kills fall on every part of a chunk and on every chunk.
    const spared = kills >= 2 * leastKills || steps % 3 !== 0;
    if (waiting > 0 && spared) waiting = await decider.ask("/next");
    else if (waiting > 0) {
      kills += 1;
      const delayMs = between ? 0 : ((kills * 37) % 100) * 0.01 * (wallMs / chunks);
      decider = await killAfter(decider, cruel, between ? null : "/next", delayMs);
      waiting = 0;
    } else {
      if (await succeeded(decider)) {
        if (kills >= leastKills) break;
        at += everyMs;
        await decider.ask(`/clock?at=${at}`);
        waiting = await decider.ask(`/cron?at=${at}`);
        continue;
      }
      // What the watchdog does each minute, until the lost message comes again or the dead run is closed.
      at += 61_000;
      await decider.ask(`/clock?at=${at}`);
      waiting = await decider.ask("/sweep");
      if (waiting === 0 && (await ended(decider))) {
        at += everyMs;
        await decider.ask(`/clock?at=${at}`);
        waiting = await decider.ask(`/cron?at=${at}`);
      }
    }
  }
  const found = await ledger(decider);
  const forecasts = await decider.db.prepare("SELECT count(*) AS n FROM forecasts").first<number>("n");
  await decider.runtime.close();
  const key = ({ kind, target, intent }: Row) => `${kind} ${target} ${intent}`;
  const [had, has] = [new Map(expected.map((row) => [key(row), row])), new Map(found.map((row) => [key(row), row]))];
  return {
    kills,
    actions: expected.length,
    lost: [...had.keys()].filter((each) => !has.has(each)).length,
    doubled: found.length - has.size,
    different: found.filter((row) => had.get(key(row))?.id !== row.id).length,
    forecasts: forecasts ?? 0,
  };
}

interface Row {
  id: string;
  kind: string;
  target: string;
  intent: string;
}

async function ledger({ db }: Decider): Promise<Row[]> {
  return (
    await db.prepare("SELECT id, kind, target, intent FROM actions WHERE status = 'proposed' ORDER BY id").all<Row>()
  ).results;
}

async function succeeded({ db }: Decider): Promise<boolean> {
  return (await lastOutcome(db)) === "succeeded";
}

async function ended({ db }: Decider): Promise<boolean> {
  return (await lastOutcome(db)) !== null;
}

function lastOutcome(db: Decider["db"]): Promise<string | null> {
  return db.prepare("SELECT outcome FROM runs ORDER BY started_at DESC, id DESC LIMIT 1").first<string>("outcome");
}

/** Begins a step, kills workerd while it is at it, and starts another one over what is left on the disk. */
async function killAfter(decider: Decider, folder: string, step: string | null, delayMs: number): Promise<Decider> {
  const begun = step === null ? null : decider.ask(step).catch(() => undefined);
  await new Promise((done) => setTimeout(done, delayMs));
  for (const pid of decider.runtime.pids()) process.kill(pid, "SIGKILL");
  await begun;
  await decider.runtime.close();
  return startDecider({ folder });
}
