import { sql } from "drizzle-orm";
import { index, integer, primaryKey, real, text } from "drizzle-orm/sqlite-core";
import { table } from "./table.ts";

const kept = { days: 180, since: "at" };

/**
 * One replay of the past: what it was asked, with settings and policy as they stood then, and where it is. `week` 0 is the
 * newest instant `newest`, week k lies 7 k days before it. `step` counts committed chunks: a message of another step is late.
 */
export const backtests = table(
  "backtests",
  {
    id: text("id").primaryKey(),
    agent: text("agent").notNull(),
    trigger: text("trigger").notNull(),
    askedBy: text("asked_by").notNull(),
    status: text("status").notNull(),
    reason: text("reason"),
    newest: integer("newest").notNull(),
    /** 1 when `newest` is the moment it was asked, so that the store is read as it stands. */
    live: integer("live").notNull(),
    weeks: integer("weeks").notNull(),
    week: integer("week").notNull().default(0),
    chunk: integer("chunk").notNull().default(0),
    place: text("place"),
    step: integer("step").notNull().default(0),
    attempts: integer("attempts").notNull().default(0),
    shopZone: text("shop_zone").notNull(),
    importedAt: integer("imported_at").notNull(),
    settings: text("settings").notNull(),
    policy: text("policy").notNull(),
    policyVersion: integer("policy_version").notNull(),
    at: integer("at").notNull(),
    updatedAt: integer("updated_at").notNull(),
    finishedAt: integer("finished_at"),
  },
  { retention: kept, personal: [] },
  (t) => [
    index("backtests_by_agent").on(t.agent, t.at),
    index("backtests_running").on(t.agent, t.updatedAt).where(sql`status = 'running'`),
  ],
);

/** What one chunk of one week came to. `carry` is for later chunks of the week and empty when the week is done. */
export const backtestChunks = table(
  "backtest_chunks",
  {
    backtestId: text("backtest_id").notNull(),
    week: integer("week").notNull(),
    chunk: integer("chunk").notNull(),
    observed: integer("observed").notNull(),
    measures: text("measures").notNull(),
    unanswered: text("unanswered").notNull(),
    carry: text("carry"),
    at: integer("at").notNull(),
  },
  { retention: kept, personal: [] },
  (t) => [primaryKey({ columns: [t.backtestId, t.week, t.chunk] })],
);

/** What the agent would have proposed at one instant, what the policy makes of it, and what it would have brought. */
export const backtestDecisions = table(
  "backtest_decisions",
  {
    backtestId: text("backtest_id").notNull(),
    week: integer("week").notNull(),
    kind: text("kind").notNull(),
    target: text("target").notNull(),
    /** Order within the week, in which the day's limits are used up. */
    nth: integer("nth").notNull(),
    instant: integer("instant").notNull(),
    title: text("title").notNull(),
    intent: text("intent").notNull(),
    before: text("before"),
    after: text("after"),
    why: text("why").notNull(),
    movePercent: real("move_percent"),
    moneyMinor: integer("money_minor").notNull(),
    currency: text("currency").notNull(),
    confidence: real("confidence").notNull(),
    /** What the policy does with it: `auto`, `ask` or `deny`, and why. */
    fate: text("fate").notNull(),
    verdict: text("verdict").notNull(),
    effectMinor: integer("effect_minor").notNull(),
    /** 80 % interval of the effect; null where nothing says how wide it is. */
    lowMinor: integer("low_minor"),
    highMinor: integer("high_minor"),
    /** `sales` when it rests on what was sold afterwards, `expected` when on the decision's own estimate. */
    effectFrom: text("effect_from").notNull(),
    /** SHA-256 of the whole decision as JSON. */
    digest: text("digest").notNull(),
    at: integer("at").notNull(),
  },
  { retention: kept, personal: [] },
  (t) => [
    primaryKey({ columns: [t.backtestId, t.week, t.kind, t.target] }),
    index("backtest_decisions_worst").on(t.backtestId, t.lowMinor),
  ],
);
