import { expect, it } from "vitest";
import { backtest } from "./command-line.ts";

const decision = {
  week: 0,
  instant: Date.parse("2026-11-22T10:00:00Z"),
  kind: "price.set",
  target: "v-1",
  title: "Tea towel",
  intent: "raise",
  before: { priceMinor: 1_000 },
  after: { priceMinor: 1_100 },
  why: "£10.00 → £11.00",
  movePercent: 10,
  moneyMinor: 500,
  currency: "GBP",
  confidence: 0.9,
  fate: "ask",
  verdict: "price.set asks a person",
  effectMinor: 250,
  lowMinor: -120,
  highMinor: 600,
  effectFrom: "expected",
};
const effect = { minor: 250, lowMinor: -120, highMinor: 600, withoutRange: 0 };
const none = { minor: 0, lowMinor: 0, highMinor: 0, withoutRange: 0 };
const finished = {
  id: "inventory-pricing-backtest-1",
  agent: "inventory-pricing",
  trigger: "person",
  askedBy: "owner",
  status: "finished",
  reason: null,
  newest: decision.instant,
  weeks: 2,
  weeksDone: 2,
  policyVersion: 3,
  at: decision.instant,
  updatedAt: decision.instant,
  finishedAt: decision.instant,
  assumes: ["Titles are today's."],
  kinds: [{ kind: "price.set", proposed: 1, auto: 0, ask: 1, deny: 0, effect, through: none }],
  worst: decision,
  unanswered: [
    {
      kind: "purchase.draft",
      code: "before-import",
      why: "Stock before the first import was never seen.",
      count: 40,
      weeks: 1,
      from: decision.instant - 604_800_000,
      to: decision.instant - 604_800_000,
    },
  ],
  byWeek: [],
};

function system(replies: unknown[], status = 200) {
  const asked: string[] = [];
  const progress: string[] = [];
  const fetch = async (url: URL | string | Request, init?: RequestInit) => {
    asked.push(`${init?.method} ${new URL(String(url)).pathname} ${init?.body ?? ""}`.trim());
    return Response.json(replies.shift() ?? finished, { status });
  };
  const env = { ADMIN_TOKEN: "t0ken", CONTROL_PORT: "9" };
  return {
    asked,
    progress,
    around: { env, fetch, rest: async () => undefined, progress: (line: string) => progress.push(line) },
  };
}

it("starts one, waits for its end, and prints nothing but the document with --json", async () => {
  const { asked, progress, around } = system([
    { id: finished.id },
    { items: [{ ...finished, status: "running", weeksDone: 1, finishedAt: null }], nextCursor: null },
    { items: [finished], nextCursor: null },
    finished,
  ]);
  const answer = await backtest(["inventory-pricing", "--from", "2026-11-01", "--json"], around);
  expect(answer).toMatchObject({ exitCode: 0, stderr: "" });
  expect(JSON.parse(answer.stdout)).toEqual(finished);
  expect(asked).toEqual([
    'POST /v1/agents/inventory-pricing/backtest {"from":"2026-11-01"}',
    "GET /v1/backtests",
    "GET /v1/backtests",
    "GET /v1/backtests/inventory-pricing-backtest-1",
  ]);
  expect(progress).toEqual(["1 of 2 weeks"]);
});

it("says in words what it would have done, the worst of it, and what the data cannot say", async () => {
  const { around } = system([{ id: finished.id }, { items: [finished], nextCursor: null }]);
  const { stdout } = await backtest(["inventory-pricing"], around);
  expect(stdout).toContain("price.set: 1; 0 would have gone through, 1 asked, 0 denied");
  expect(stdout).toContain("estimated effect £2.50 (-£1.20 to £6.00)");
  expect(stdout).toContain("Tea towel on 2026-11-22");
  expect(stdout).toContain("At worst -£1.20");
  expect(stdout).toContain("Stock before the first import was never seen. (40 questions in 1 week, 2026-11-15");
});

it("says in one sentence that nothing runs, that an agent has no past, and how it is used", async () => {
  const { around } = system([]);
  const dead = { ...around, fetch: () => Promise.reject(new TypeError("refused")) };
  const nobody = await backtest(["inventory-pricing", "--json"], dead);
  expect(nobody).toMatchObject({ exitCode: 1, stdout: "" });
  expect(nobody.stderr).toBe("http://127.0.0.1:9 does not answer. Is the system running (npm start)?");
  const problem = { type: "about:blank", title: "Conflict", status: 409, code: "no-backtest", detail: "It cannot." };
  const refused = await backtest(["security"], system([problem], 409).around);
  expect(refused).toEqual({ exitCode: 1, stdout: "", stderr: "It cannot." });
  expect((await backtest([], around)).stderr).toContain("npm run backtest -- <agent>");
  expect((await backtest(["a", "--nonsense"], around)).exitCode).toBe(2);
});

it("fails when the backtest was given up, with its reason", async () => {
  const failed = { ...finished, status: "failed", reason: "it broke" };
  const { around } = system([{ id: finished.id }, { items: [failed], nextCursor: null }, failed]);
  const answer = await backtest(["inventory-pricing"], around);
  expect(answer).toEqual({ exitCode: 1, stdout: "", stderr: "The backtest was given up: it broke" });
});
