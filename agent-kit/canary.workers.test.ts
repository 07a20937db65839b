import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { canaryCustomer, consoleLines, everyRow, everyValue, leaks } from "#tests/workers/canary.ts";
import { agentEnv, cron, deliver, freshShop, mailbox, setMode, ticks, withProbe } from "#tests/workers/kit-harness.ts";
import { seedAction, work } from "#tests/workers/ledger-harness.ts";
import { Probe, script } from "#tests/workers/probe-agent.ts";
import { sentryProject } from "#tests/workers/reported.ts";
import type { AgentEnv } from "./agent-env.ts";
import { environmentRedactor } from "./redact.ts";
import { secrets } from "./secrets.ts";
import { httpError } from "./vendor-error.ts";

const at = Date.parse("2026-11-22T10:00:00Z");
const minute = 60_000;
// Shaped like no vendor's: only their values give them away.
const secret = {
  token: "canary-token-7f3a9c51d2",
  sealing: "canary-sealing-key-0f31b2",
  stored: "canary-stored-5be1a0c9",
};
const desk = { agent: "probe", Agent: Probe, extra: {} };

beforeEach(freshShop);

afterEach(() => {
  vi.restoreAllMocks();
});

/** A vendor that quotes what it was sent, as vendors do. */
const vendorText = JSON.stringify({
  errors: [{ message: "is invalid", value: canaryCustomer.name, street: canaryCustomer.street }],
  email: canaryCustomer.mail,
  given: `token ${secret.token} and ${secret.stored}`,
});
// Bare words too: no pattern tells a name from any other word.
const leak = `${vendorText} for ${canaryCustomer.name} of ${canaryCustomer.street}, ${canaryCustomer.mail}, ${canaryCustomer.phone}, with ${secret.token}`;

async function objectStorage(): Promise<string> {
  const stub = env.AGENT_STATE.get(env.AGENT_STATE.idFromName("probe"));
  return runInDurableObject(stub, (_, { storage }) => {
    const tables = storage.sql.exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'").toArray();
    const rows = tables
      .filter(({ name }) => !name.startsWith("_") && !name.startsWith("sqlite_"))
      .map(({ name }) => storage.sql.exec(`SELECT * FROM "${name}"`).toArray());
    return JSON.stringify(rows);
  });
}

it("a canary secret and a canary customer in what vendors and agents throw come out nowhere", async () => {
  const lines = consoleLines();
  const project = sentryProject("401");
  const sent: unknown[] = [];
  const recorded = (into: unknown[]) => ({
    send: async (body: unknown) => {
      sent.push(body);
      into.push(body);
    },
    sendBatch: async (all: Iterable<{ body: unknown }>) => {
      for (const { body } of all) {
        sent.push(body);
        into.push(body);
      }
    },
  });
  const change = {
    SECRET_ENCRYPTION_KEY: secret.sealing,
    SHOPIFY_ACCESS_TOKEN: secret.token,
    AWS_ACCESS_KEY_ID: "canary-access-key-id",
    AWS_SECRET_ACCESS_KEY: `${secret.token}-aws`,
    AWS_REGION: "eu-west-1",
    LOG_LEVEL: "debug",
    SENTRY_TRACES_SAMPLE_RATE: "1",
    ERROR_REPORTS: project.binding,
    RUNS: recorded(mailbox.runs),
    ACTIONS: recorded(mailbox.actions),
  } as unknown as Partial<AgentEnv>;
  const replies: unknown[] = [];
  await setMode("approve");
  script.observe = async ({ env: own }) => {
    const parameter = async () => Response.json({ Parameter: { Value: secret.stored, Version: 1 } });
    const resolver = secrets({ ...own }, { fetch: parameter, redactor: environmentRedactor(own) });
    expect(await resolver.require("OPENAI_API_KEY")).toBe(secret.stored);
    throw new TypeError(`no price in ${leak}, ${secret.stored}`, {
      cause: new Error(`because of ${secret.stored} in ${leak}`),
    });
  };
  await cron(at, change);
  script.observe = async () => {
    const reply = { status: 422, headers: new Headers() };
    throw httpError("The vendor", reply, { internal: leak, realNow: at });
  };
  await cron(at + 60 * minute, change);
  replies.push(await withProbe((probe) => probe.run({ trigger: "manual", requestId: "asked", actor: "ann" }), change));
  await deliver(change);

  for (const [target, thrown] of [
    ["refused", httpError("The vendor", { status: 422, headers: new Headers() }, { internal: leak, realNow: at })],
    ["refuses-us", httpError("The vendor", { status: 401, headers: new Headers() }, { internal: leak, realNow: at })],
    ["down", httpError("The vendor", { status: 503, headers: new Headers() }, { internal: leak, realNow: at })],
    ["bug", new RangeError(`no price in ${leak}`)],
  ] as const) {
    script.values.set(target, 1);
    script.fail = () => thrown as never;
    const wish = { kind: "value.set", effect: "absolute", payload: { value: 2 }, before: 1, after: 2 } as const;
    const id = await seedAction(desk, { ...wish, target });
    replies.push(await withProbe((probe) => probe.dispatch([id]), change));
    await work(desk, id, agentEnv(change));
  }
  const quoting = async () => {
    throw new Error(leak);
  };
  const deaf = { ...change, ACTIONS: { sendBatch: quoting }, RUNS: { send: quoting } } as unknown as Partial<AgentEnv>;
  replies.push(await withProbe((probe) => probe.dispatch(["a-1"]), deaf));
  replies.push(await withProbe((probe) => probe.run({ trigger: "manual", requestId: "lost", actor: "ann" }), deaf));
  const unsent = lines.filter((line) => line.includes("not sent; the sweep will"));
  expect(unsent).toHaveLength(2);

  for (const ask of ["view", "health", "ticks", "describe"] as const)
    replies.push(await withProbe(async (probe) => (ask === "ticks" ? ticks() : probe[ask]()), change));
  replies.push(await withProbe((probe) => probe.sweep(), change));

  const runs = await env.DB.prepare("SELECT outcome FROM runs").all();
  const envelopes = await project.settled(2);
  const places = {
    console: lines.join("\n"),
    sentry: (await project.text()).join("\n"),
    rows: await everyRow(env.DB),
    kv: await everyValue(env.KV),
    queues: JSON.stringify(sent),
    replies: JSON.stringify(replies),
    objects: await objectStorage(),
  };
  expect(leaks(places, [...Object.values(secret), ...Object.values(canaryCustomer)])).toEqual([]);
  // What was looked through is not nothing.
  expect(runs.results.map(({ outcome }) => outcome)).toEqual(expect.arrayContaining(["failed", "failed"]));
  expect(envelopes.map(({ type }) => type)).toContain("event");
  expect(places.kv).toContain("sealed");
  expect(places.rows).toContain("unexpected");
  for (const text of Object.values(places)) expect(text.length).toBeGreaterThan(20);
});
