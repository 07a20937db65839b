import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { askAlways, judge, type KindPolicy, type Policy, startingPolicy } from "#core/ledger/policy.ts";
import { afterHarm, type Harmed, putInForce } from "./after-harm.ts";
import { missing, startingBar } from "./bar.ts";
import { offerLimit } from "./offer-limit.ts";
import { type Harm, harms, type Outcome, trackRecord } from "./track-record.ts";

const day = 86_400_000;
const now = 100 * day;
const dayOf = (at: number) => String(Math.floor(at / day));

function outcome(change: Partial<Outcome> = {}): Outcome {
  const at = change.decidedAt ?? now - 5 * day;
  return {
    id: `a-${change.title ?? Math.abs(change.movePercent ?? 0)}-${at}`,
    kind: "price.set",
    title: "Tea towel",
    status: "applied",
    movePercent: 4,
    impactMinor: 300,
    moneyMinor: 500,
    confidence: 0.9,
    proposedAt: at,
    decidedBy: "owner",
    decidedAt: at,
    edited: false,
    harm: null,
    harmAt: null,
    measuredMinor: null,
    ...change,
  };
}

const many = (times: number, change: (at: number) => Partial<Outcome> = () => ({})) =>
  Array.from({ length: times }, (_, at) =>
    outcome({ id: `n-${at}`, decidedAt: now - (29 - (at % 29)) * day, ...change(at) }),
  );

const offer = (rows: Outcome[], current: KindPolicy = askAlways) =>
  offerLimit({ rows, current, bar: startingBar, now, dayOf });

describe("a kind's record", () => {
  test("counts answers in the window, harms when they came to light, and nothing a policy decided", () => {
    const rows = [
      outcome(),
      outcome({ edited: true }),
      outcome({ status: "rejected" }),
      outcome({ decidedBy: "policy", measuredMinor: -40 }),
      outcome({ status: "expired", decidedBy: null, decidedAt: null }),
      outcome({ decidedAt: now - 40 * day, status: "reverted", harm: "undone", harmAt: now - day }),
      outcome({ decidedAt: now - 40 * day }),
      outcome({ status: "approved" }),
    ];
    expect(trackRecord(rows, { from: now - 30 * day, until: now })).toEqual({
      unchanged: 1,
      edited: 1,
      rejected: 1,
      expired: 1,
      byItself: 1,
      undone: 1,
      failed: 0,
      mismatched: 0,
      worse: 0,
      measured: { actions: 1, gainMinor: -40 },
    });
  });

  test("says what is missing to the bar", () => {
    const record = trackRecord([...many(19), outcome({ harm: "failed", harmAt: now, status: "failed" })], {
      from: now - 30 * day,
      until: now,
    });
    expect(missing(record, startingBar)).toEqual(["19 of 20 approved unchanged in 30 days", "1 failed"]);
  });
});

describe("an offer", () => {
  test("reaches as far as what was approved, and no day may see more than a day by hand did", () => {
    const made = offer(
      many(29, (at) => ({ movePercent: at % 2 ? -4.96 : 3, moneyMinor: 100 + at, confidence: 0.8 + at / 1000 })),
    );
    expect(made?.limits).toMatchObject({
      rule: "auto",
      largestMovePercent: 5,
      largestMoneyMinor: 128,
      actionsPerDay: 1,
      moneyPerDayMinor: 128,
      leastConfidence: 0.8,
    });
    expect(made?.wouldHave).toMatchObject({ proposals: 29, through: 29, refused: 0 });
  });

  test("stops where refusals begin", () => {
    const small = many(25, () => ({ movePercent: 3 }));
    const large = Array.from({ length: 6 }, (_, at) =>
      outcome({ id: `l-${at}`, movePercent: 9, status: at < 4 ? "rejected" : "applied" }),
    );
    const bar = { ...startingBar, refusedShare: 0.15 };
    const made = offerLimit({ rows: [...small, ...large], current: askAlways, bar, now, dayOf });
    expect(made?.limits.largestMovePercent).toBe(3);
    expect(made?.wouldHave.refused).toBe(0);
  });

  test("is not made after a harm, for a denied kind, or from what came before a fall", () => {
    expect(offer([...many(25), outcome({ harm: "worse", harmAt: now - day })])).toBeNull();
    expect(offer(many(25), { ...askAlways, rule: "deny" })).toBeNull();
    expect(offer(many(25), { ...askAlways, fell: { at: now - day, why: "", actionId: "a" } })).toBeNull();
    expect(offer(many(25))).not.toBeNull();
  });

  test("to a kind that acts already only ever widens, and only when there is something to widen", () => {
    const current: KindPolicy = { ...askAlways, rule: "auto", largestMovePercent: 2, actionsPerDay: 50, since: 1 };
    const made = offer(many(25), current);
    expect(made?.limits).toMatchObject({ largestMovePercent: 4, actionsPerDay: 50, largestMoneyMinor: null });
    expect(offer(many(25), { ...made!.limits })).toBeNull();
  });
});

type Event =
  | { does: "propose"; movePercent: number; moneyMinor: number; confidence: number }
  | { does: "approve" | "edit" | "reject" | "expire" | "let-through"; which: number }
  | { does: "harm"; which: number; harm: Harm }
  | { does: "wait"; days: number }
  | { does: "offer" }
  | { does: "watch" }
  | { does: "accept" };

const which = fc.nat(60);
const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant("propose" as const),
      movePercent: fc.integer({ min: -20, max: 20 }),
      moneyMinor: fc.nat(5_000),
      confidence: fc.integer({ min: 0, max: 10 }).map((tenth) => tenth / 10),
    }),
  },
  { weight: 8, arbitrary: fc.record({ does: fc.constant("approve" as const), which }) },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constantFrom("edit" as const, "reject" as const, "expire" as const, "let-through" as const),
      which,
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("harm" as const), which, harm: fc.constantFrom(...harms) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("wait" as const), days: fc.integer({ min: 1, max: 20 }) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constantFrom("offer" as const, "watch" as const) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("accept" as const) }) },
);

const probes = [0, 1, 5, 10, 20].flatMap((movePercent) =>
  [0, 100, 2_500, 5_000].flatMap((moneyMinor) =>
    [0, 0.5, 1].map((confidence) => ({ kind: "price.set", movePercent, moneyMinor, confidence })),
  ),
);
const letsThrough = (policy: Policy) =>
  new Set(probes.flatMap((probe, at) => (judge(policy, probe, "auto").status === "approved" ? [at] : [])));

describe("no sequence of events", () => {
  test("raises a limit without a person's accept, and harm always takes it back", { timeout: 60_000 }, () => {
    const bar = { approvals: 3, days: 30, refusedShare: 0.34 };
    let raised = 0;
    let fallen = 0;
    fc.assert(
      fc.property(fc.array(event, { minLength: 20, maxLength: 120 }), (events) => {
        let policy: Policy = { ...startingPolicy, earning: bar };
        let at = now;
        const rows: Outcome[] = [];
        const open: Outcome[] = [];
        const kindNow = () => policy.kinds["price.set"] ?? askAlways;
        for (const each of events) {
          at += 60_000;
          const before = letsThrough(policy);
          let accepted = false;
          if (each.does === "propose") {
            const row = outcome({
              ...each,
              id: `p-${rows.length}`,
              proposedAt: at,
              decidedBy: null,
              decidedAt: null,
              status: "proposed",
            });
            rows.push(row);
            open.push(row);
          } else if (each.does === "wait") at += each.days * day;
          else if (each.does === "harm") {
            const done = rows.filter(({ status }) => status === "applied");
            const row = done[each.which % Math.max(1, done.length)];
            if (row) Object.assign(row, { harm: row.harm ?? each.harm, harmAt: row.harmAt ?? at });
          } else if (each.does === "watch") policy = afterHarm(policy, harmedOf(rows), at) ?? policy;
          else if (each.does === "offer" || each.does === "accept") {
            const made = offerLimit({ rows, current: kindNow(), bar, now: at, dayOf });
            if (made && each.does === "accept") {
              policy = {
                ...policy,
                version: policy.version + 1,
                kinds: putInForce(policy.kinds, { "price.set": made.limits }, at),
              };
              accepted = true;
              raised += 1;
            }
          } else {
            const [row] = open.splice(each.which % Math.max(1, open.length), 1);
            const status = each.does === "reject" ? "rejected" : each.does === "expire" ? "expired" : "applied";
            const decidedBy = each.does === "expire" ? null : each.does === "let-through" ? "policy" : "owner";
            if (row)
              Object.assign(row, { status, decidedBy, decidedAt: decidedBy && at, edited: each.does === "edit" });
          }
          if (!accepted) for (const probe of letsThrough(policy)) expect(before.has(probe)).toBe(true);
          if (each.does === "watch" && kindNow().rule === "auto")
            expect(rows.some(({ harmAt }) => harmAt !== null && harmAt >= (kindNow().since ?? 0))).toBe(false);
          if (each.does === "watch" && kindNow().fell?.at === at) fallen += 1;
        }
      }),
      { numRuns: Number(process.env.AUTONOMY_CASES ?? 1_000) },
    );
    // The property says nothing if nothing was ever raised or fell.
    expect(raised).toBeGreaterThan(20);
    expect(fallen).toBeGreaterThan(5);
  });
});

function harmedOf(rows: readonly Outcome[]): Harmed[] {
  return rows.flatMap(({ kind, id, harm, harmAt }) =>
    harm && harmAt !== null ? [{ kind, harm, at: harmAt, actionId: id }] : [],
  );
}
