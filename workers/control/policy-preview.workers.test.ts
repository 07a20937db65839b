import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import type * as z from "zod/mini";
import type { Decision } from "#agent-kit/definition.ts";
import type { policyDocument } from "#schemas/api/policy.ts";
import { actionRows, cron, deliver, freshShop, setMode } from "#tests/workers/kit-harness.ts";
import { script, wish } from "#tests/workers/probe-agent.ts";
import { adminToken, door } from "./door.fixture.ts";

type PolicyDocument = z.input<typeof policyDocument>;

const at = Date.parse("2026-11-22T10:00:00Z");
const { call } = door({});

beforeEach(freshShop);

/** Sixty wishes of two kinds, of every size a limit may lie between; the same ones for the same seed. */
function wishes(seed: number): Decision[] {
  let state = seed;
  const next = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state % below;
  };
  return Array.from({ length: 60 }, (_, n) =>
    wish({
      target: `t${n}`,
      kind: next(3) === 0 ? "once.send" : "value.set",
      movePercent: next(10) === 0 ? null : next(41) - 20,
      moneyMinor: next(500) - 100,
      confidence: next(101) / 100,
    }),
  );
}

const open = {
  rule: "auto" as const,
  largestMovePercent: null,
  largestMoneyMinor: null,
  actionsPerDay: null,
  moneyPerDayMinor: null,
  leastConfidence: null,
  since: null,
  fell: null,
};
const policies: [string, PolicyDocument["kinds"]][] = [
  ["single limits", { "value.set": { ...open, largestMovePercent: 8, largestMoneyMinor: 250, leastConfidence: 0.2 } }],
  ["a number a day", { "value.set": { ...open, actionsPerDay: 7 }, "once.send": { ...open, rule: "deny" } }],
  ["money a day", { "value.set": { ...open, moneyPerDayMinor: 2_000, largestMoneyMinor: 300 }, "once.send": open }],
  ["everything at once", { "value.set": { ...open, largestMovePercent: 15, actionsPerDay: 9, moneyPerDayMinor: 900 } }],
];

/** What became of each action, in the preview's words. */
async function fates(): Promise<Map<string, string>> {
  const words: Record<string, string> = { applied: "auto", proposed: "ask", denied: "deny" };
  return new Map((await actionRows()).map((row) => [String(row.id), words[String(row.status)] ?? String(row.status)]));
}

async function propose(seed: number): Promise<void> {
  script.decisions = wishes(seed);
  for (const { target } of script.decisions) script.values.set(target, 1);
  await cron(at);
  await deliver();
}

it.each(policies)("says what the ledger then does with the same actions: %s", async (_name, kinds) => {
  globalThis.fetch = async () => new Response("ok");
  const document: PolicyDocument = { kinds, cardsPerDay: 20, proposalsExpireAfterDays: 7 };
  await setMode("approve");
  await propose(7);
  expect([...(await fates()).values()]).toEqual(Array(60).fill("ask"));
  const reply = await call("POST", "/v1/policy/preview", { token: adminToken, body: { document } });
  const preview = (await reply.json()) as { changed: { id: string; to: string }[]; kinds: { auto: number }[] };
  const said = new Map([...(await fates()).keys()].map((id) => [id, "ask"]));
  for (const { id, to } of preview.changed) said.set(id, to);

  await freshShop();
  await env.DB.prepare("INSERT INTO policies (version, document, author, at) VALUES (1, ?1, 'owner', 1)")
    .bind(JSON.stringify(document))
    .run();
  await setMode("auto");
  await propose(7);
  expect(await fates()).toEqual(said);
  const through = preview.kinds.reduce((sum, { auto }) => sum + auto, 0);
  expect(through).toBe([...said.values()].filter((fate) => fate === "auto").length);
  expect(through).toBeGreaterThan(3);
});
