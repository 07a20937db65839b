// What a call through a closed breaker costs, beside the two breakers people use in Node. Run: npm run bench -- breaker
import { circuitBreaker, handleAll, SamplingBreaker, TimeoutStrategy, timeout, wrap } from "cockatiel";
import Opossum from "opossum";
import { breakerGate } from "#agent-kit/breaker-gate.ts";
import { clockAt } from "#agent-kit/clock.ts";
import { connection } from "#agent-kit/connection.ts";
import { defaultBreakerPolicy as policy } from "#core/resilience/breaker-policy.ts";
import { report } from "#core/resilience/breaker-report.ts";
import { type BreakerState, closedBreaker } from "#core/resilience/breaker-state.ts";
import { peek, verdict } from "#core/resilience/breaker-verdict.ts";
import { type Candidate, interleave } from "./interleave.ts";

const rounds = 15;
const times = 20_000;
const timeoutMs = 30_000;

const work = async () => 1;
const clock = clockAt(0);

/** The object's own transitions in memory: what differs from production is the network, not what is counted. */
function port() {
  let state: BreakerState = closedBreaker;
  return {
    verdict: async (now: number) => {
      const answer = verdict(state, now, policy);
      state = answer.state;
      return answer.verdict;
    },
    report: async (outcomes: Parameters<typeof report>[1], now: number) => {
      state = report(state, outcomes, now, policy, 0.5);
      return peek(state, now, policy);
    },
  };
}

const repeat =
  (once: () => Promise<unknown>): Candidate["run"] =>
  async (count) => {
    for (let i = 0; i < count; i++) await once();
  };

function gate(): () => Promise<unknown> {
  const ours = breakerGate({ breaker: port(), clock, whenUnreachable: "call" });
  return async () => {
    const entering = ours.enter();
    const entry = entering instanceof Promise ? await entering : entering;
    if (!entry.allowed) throw new Error("open");
    const startedAt = clock.real();
    const value = await work();
    const left = ours.leave({ error: null, slow: clock.real() - startedAt >= 10_000, permit: entry.permit });
    if (left) await left;
    return value;
  };
}

function whole(): () => Promise<unknown> {
  const ours = connection({
    id: "bench",
    account: "bench",
    breaker: port(),
    clock,
    random: () => 0.5,
    policy: { timeoutMs },
  });
  const run = async () => ({ value: await work() });
  return () => ours.call({ name: "work", effect: "read", run });
}

const sampling = () =>
  circuitBreaker(handleAll, {
    halfOpenAfter: 30_000,
    breaker: new SamplingBreaker({ threshold: 0.5, duration: policy.span.windowMs, minimumRps: 0.01 }),
  });
const cockatielBreaker = sampling();
const cockatielWhole = wrap(sampling(), timeout(timeoutMs, TimeoutStrategy.Aggressive));
const window = { volumeThreshold: 5, rollingCountTimeout: policy.span.windowMs, rollingCountBuckets: 10 };
const opossumBreaker = new Opossum(work, { ...window, timeout: false });
const opossumWhole = new Opossum(work, { ...window, timeout: timeoutMs });

const candidates: Candidate[] = [
  { name: "no breaker", run: repeat(work) },
  { name: "ours: breaker (A)", run: repeat(gate()) },
  { name: "ours: breaker (A again)", run: repeat(gate()) },
  { name: "cockatiel: breaker", run: repeat(() => cockatielBreaker.execute(work)) },
  { name: "opossum: breaker", run: repeat(() => opossumBreaker.fire()) },
  { name: "ours: whole connection (breaker, retry, time limit)", run: repeat(whole()) },
  { name: "cockatiel: breaker + time limit", run: repeat(() => cockatielWhole.execute(work)) },
  { name: "opossum: breaker + time limit", run: repeat(() => opossumWhole.fire()) },
];

const measured = await interleave(candidates, { rounds, times, warmUp: times });
opossumBreaker.shutdown();
opossumWhole.shutdown();
const ns = Object.fromEntries(measured.map(({ name, medianNs }) => [name, medianNs]));
const result = {
  bench: "breaker",
  rounds,
  callsPerRound: times,
  perCallNs: measured,
  aaRatio: ns["ours: breaker (A again)"]! / ns["ours: breaker (A)"]!,
  breakerVsCockatiel: ns["ours: breaker (A)"]! / ns["cockatiel: breaker"]!,
  breakerVsOpossum: ns["ours: breaker (A)"]! / ns["opossum: breaker"]!,
  wholeVsCockatiel: ns["ours: whole connection (breaker, retry, time limit)"]! / ns["cockatiel: breaker + time limit"]!,
  wholeVsOpossum: ns["ours: whole connection (breaker, retry, time limit)"]! / ns["opossum: breaker + time limit"]!,
};

if (process.argv.includes("--json")) console.log(JSON.stringify(result));
else {
  for (const { name, medianNs, rangeNs } of measured)
    console.log(
      `${name.padEnd(52)} ${medianNs.toFixed(0).padStart(6)} ns  (${rangeNs.map((end) => end.toFixed(0)).join(" to ")})`,
    );
  const { aaRatio, breakerVsCockatiel, breakerVsOpossum, wholeVsCockatiel, wholeVsOpossum } = result;
  console.log(
    `A/A ${aaRatio.toFixed(2)}; breaker: ${breakerVsCockatiel.toFixed(2)} × cockatiel, ${breakerVsOpossum.toFixed(2)} × opossum`,
  );
  console.log(`whole call: ${wholeVsCockatiel.toFixed(2)} × cockatiel, ${wholeVsOpossum.toFixed(2)} × opossum`);
}
