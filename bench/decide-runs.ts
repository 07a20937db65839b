import { type Decider, startDecider } from "./decide-runtime.ts";
import { today } from "./large-store.ts";
import { cpuMs } from "./runtime.ts";

/** The first run's instant; all runs are on its day, since the first of a day also judges the past's forecasts. */
export const dawn = today * 86_400_000 + 65 * 60_000;
/** Time between two crons, longer than the longest run takes; and between two runs of the smallest store. */
export const everyMs = 2 * 3_600_000;
const shortlyMs = 10 * 60_000;
/** About what a chunk holds; another number would only make the turns uneven. */
const chunkVariants = 400;
/** Turns of the largest store; in each of them the smallest is decided whole, twice. */
const rounds = 8;

export interface Run {
  variants: number;
  /** Whole runs these figures are the mean of. */
  runs: number;
  chunks: number;
  cpuMs: number;
  wallMs: number;
  largestChunkCpuMs: number;
}

export interface Measured {
  variants: number;
  /** Every decision new, then every decision known. */
  first: Run;
  next: Run;
}

interface Store {
  variants: number;
  /** Whether its runs are short enough to be repeated in each round. */
  whole: boolean;
  decider: Decider;
  /** When its next run begins. */
  at: number;
}

interface Step {
  cpuMs: number;
  wallMs: number;
}

/**
 * Runs over all folders' stores in turn, so that what disturbs the machine for a while disturbs each of them: of the larger
 * ones some chunks a round, of the smallest a whole run. Totals are compared and not rounds, since a larger store may lose
 * its time in one chunk. Every isolate has decided once before it is measured.
 */
export async function runsInTurn(stores: readonly { folder: string; variants: number }[]): Promise<Measured[]> {
  const smallest = Math.min(...stores.map(({ variants }) => variants));
  const open: Store[] = [];
  for (const { folder, variants } of stores) {
    const decider = await startDecider({ folder });
    await decider.tell("/mode");
    open.push({ variants, whole: variants === smallest, decider, at: dawn });
  }
  for (const store of open.filter(({ whole }) => whole)) for await (const _ of chunksOf(store, "known"));
  const first = await inTurn(open, "new");
  const next = await inTurn(open, "known");
  for (const { decider } of open) await decider.runtime.close();
  return open.map(({ variants }, at) => ({ variants, first: first[at]!, next: next[at]! }));
}

async function inTurn(stores: readonly Store[], decisions: "new" | "known"): Promise<Run[]> {
  const spent = stores.map((): Step[][] => []);
  const longRuns = stores.map((store) =>
    store.whole ? null : { run: chunksOf(store, decisions), steps: [] as Step[] },
  );
  for (let round = 0; round < rounds; round += 1)
    for (let turn = 0; turn < stores.length; turn += 1) {
      const at = (turn + round) % stores.length;
      const [store, long] = [stores[at]!, longRuns[at]!];
      if (long === null) {
        const steps: Step[] = [];
        for await (const step of chunksOf(store, decisions)) steps.push(step);
        spent[at]!.push(steps);
      } else {
        const share = ((round + 1) * store.variants) / rounds / chunkVariants;
        const { run, steps } = long;
        while (round === rounds - 1 || steps.length < share) {
          const step = await run.next();
          if (step.done) break;
          steps.push(step.value);
        }
      }
    }
  return stores.map(({ variants }, at) => meanOf(variants, longRuns[at] ? [longRuns[at].steps] : spent[at]!));
}

/** One run over the whole store. */
export async function wholeRun(decider: Decider, variants: number, at: number): Promise<Run> {
  const store = { variants, whole: true, decider, at };
  const steps: Step[] = [];
  for await (const step of chunksOf(store, "known")) steps.push(step);
  return meanOf(variants, [steps]);
}

/** A run chunk by chunk; before one whose decisions shall be new, what the store was told by earlier ones is forgotten. */
async function* chunksOf(store: Store, decisions: "new" | "known"): AsyncGenerator<Step, void> {
  const { decider, variants, at } = store;
  const { runtime, ask, db } = decider;
  store.at += store.whole ? shortlyMs : everyMs;
  if (decisions === "new")
    await db.batch(
      [
        "DELETE FROM actions",
        "DELETE FROM cards",
        "DELETE FROM forecasts",
        "DELETE FROM forecast_accuracy",
        "DELETE FROM cursors WHERE agent = 'inventory-pricing'",
      ].map((sql) => db.prepare(sql)),
    );
  await ask(`/clock?at=${at}`);
  let waiting = 1;
  for (let chunk = 0; waiting > 0; chunk += 1) {
    const [cpu, wall] = [cpuMs(runtime.pids()) ?? 0, performance.now()];
    waiting = await ask(chunk === 0 ? `/cron?at=${at}` : "/next");
    yield { cpuMs: (cpuMs(runtime.pids()) ?? 0) - cpu, wallMs: performance.now() - wall };
  }
  const run = await db
    .prepare("SELECT outcome, observed FROM runs ORDER BY started_at DESC LIMIT 1")
    .first<{ outcome: string; observed: number }>();
  if (run?.outcome !== "succeeded" || run.observed !== variants)
    throw new Error(`${run?.outcome}, ${run?.observed} of ${variants} seen`);
}

function meanOf(variants: number, runs: readonly Step[][]): Run {
  const steps = runs.flat();
  const mean = (key: keyof Step) => steps.reduce((sum, step) => sum + step[key], 0) / runs.length;
  return {
    variants,
    runs: runs.length,
    chunks: runs[0]?.length ?? 0,
    cpuMs: mean("cpuMs"),
    wallMs: mean("wallMs"),
    largestChunkCpuMs: Math.max(...steps.map((step) => step.cpuMs)),
  };
}
