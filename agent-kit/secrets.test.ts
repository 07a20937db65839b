import { describe, expect, it } from "vitest";
import { redactor } from "./redact.ts";
import { sealer } from "./secrets/seal.ts";
import { type SecretMemory, secrets } from "./secrets.ts";

const name = "CJ_API_KEY";
const day = 86_400_000;

type State = "present" | "missing" | "down" | "absent";

/** The real cascade over a simulated environment, Secrets Store, Parameter Store and KV. */
function world(set: { environment?: State; bundle?: State; store?: State; ssm?: State; kv?: State }) {
  const state = { environment: "missing", bundle: "absent", store: "absent", ssm: "absent", kv: "missing", ...set };
  const asked = { store: 0, ssm: 0 };
  const kv = new Map<string, string>();
  let now = 1_000 * day;
  const failing = () => Promise.reject(new Error("internal error"));
  const env: Record<string, unknown> = {
    SECRET_ENCRYPTION_KEY: "0123456789abcdef0123456789abcdef",
    get [name]() {
      if (state.environment === "down") throw new Error("binding");
      return state.environment === "present" ? "from-environment" : undefined;
    },
    get GITHUB_SECRETS_BUNDLE() {
      const held = { pushedAt: now - day, secrets: state.bundle === "present" ? { [name]: "from-bundle" } : {} };
      return { absent: undefined, down: "{not json", present: JSON.stringify(held), missing: JSON.stringify(held) }[
        state.bundle
      ];
    },
    get [`SECRETS_STORE_${name}`]() {
      if (state.store === "absent") return undefined;
      const get = async () => {
        asked.store += 1;
        if (state.store === "missing") throw new Error(`Secret "${name}" not found`);
        return state.store === "down" ? failing() : "from-store";
      };
      return { get };
    },
    get AWS_ACCESS_KEY_ID() {
      return state.ssm === "absent" ? undefined : "AKIAEXAMPLE";
    },
    AWS_SECRET_ACCESS_KEY: "aws-secret",
    AWS_REGION: "eu-central-1",
  };
  const ssm: typeof fetch = async (request) => {
    asked.ssm += 1;
    if (state.ssm === "down") return Response.json({ __type: "InternalServerError" }, { status: 500 });
    const { Name } = JSON.parse(await new Request(request).text());
    if (state.ssm === "missing" || Name !== `/royal-equips/${name}`)
      return Response.json({ __type: "ParameterNotFound" }, { status: 400 });
    return Response.json({ Parameter: { Name, Value: "from-ssm", Version: 7 } });
  };
  const KV = {
    get: (key: string) => (state.kv === "down" ? failing() : Promise.resolve(kv.get(key) ?? null)),
    put: async (key: string, value: string) => void kv.set(key, value),
    delete: async (key: string) => void kv.delete(key),
  };
  const redact = redactor();
  const resolver = (memory?: SecretMemory, own = redact) =>
    // The getters must stay getters: assign, never spread.
    secrets(Object.assign(env, { KV }), { realNow: () => now, fetch: ssm, redactor: own, memory });
  return { state, asked, kv, redact, resolver, env, pass: (ms: number) => (now += ms) };
}

describe("each provider, present, missing, down and stale", () => {
  it.each([
    ["environment", "present", "present", "environment", "from-environment", null],
    ["environment", "missing", "missing", null, null, null],
    ["environment", "down", "missing", null, null, null],
    ["bundle", "present", "present", "github-actions", "from-bundle", day],
    ["bundle", "missing", "missing", null, null, null],
    ["bundle", "down", "missing", null, null, null],
    ["store", "present", "present", "secrets-store", "from-store", 0],
    ["store", "missing", "missing", null, null, null],
    ["store", "down", "missing", null, null, null],
    ["ssm", "present", "present", "aws-ssm", "from-ssm", 0],
    ["ssm", "missing", "missing", null, null, null],
    ["ssm", "down", "missing", null, null, null],
  ] as const)("%s %s: %s by %s", async (provider, state, status, by, value, ageMs) => {
    const answer = await world({ [provider]: state })
      .resolver()
      .get(name);
    expect(answer).toMatchObject({ status, provider: by, value, ageMs });
    const id = { environment: "environment", bundle: "github-actions", store: "secrets-store", ssm: "aws-ssm" }[
      provider
    ];
    const said = { present: "found", missing: "missing", down: "down" }[state];
    expect(answer.tried.find((each) => each.provider === id)?.said).toBe(said);
  });

  it.each([
    ["environment", "from-environment"],
    ["bundle", "from-bundle"],
    ["store", "from-store"],
    ["ssm", "from-ssm"],
  ] as const)("%s that goes down leaves its last answer, marked stale with its age", async (provider, value) => {
    const w = world({ [provider]: "present" });
    const memory: SecretMemory = new Map();
    await w.resolver(memory).get(name);
    w.pass(3_600_000);
    w.state[provider] = "down";
    expect(await w.resolver(memory).get(name)).toMatchObject({ status: "stale", value });
    w.state[provider] = "present";
    w.pass(60_000);
    expect(await w.resolver(memory).get(name)).toMatchObject({ status: "present", value });
  });

  it("the encrypted cache answers for Parameter Store in a new isolate, and only while that is down", async () => {
    const w = world({ ssm: "present" });
    await w.resolver().get(name);
    w.pass(3_600_000);
    w.state.ssm = "down";
    const answer = await w.resolver().get(name);
    expect(answer).toMatchObject({ status: "stale", provider: "encrypted-cache", value: "from-ssm", ageMs: 3_600_000 });
    w.state.ssm = "missing";
    expect(await w.resolver().get(name)).toMatchObject({ status: "missing" });
    w.state.ssm = "down";
    expect(await w.resolver().get(name)).toMatchObject({ status: "missing", value: null });
  });

  it.each([
    ["is down", "down", 0],
    ["is older than it may be", "missing", 8 * day],
  ] as const)("the encrypted cache gives nothing when it %s", async (_, kv, passed) => {
    const w = world({ ssm: "present" });
    await w.resolver().get(name);
    w.pass(passed);
    Object.assign(w.state, { ssm: "down", kv });
    expect(await w.resolver().get(name)).toMatchObject({ status: "missing", value: null });
  });

  it("says not applicable, not missing, where a provider is not set up", async () => {
    const { tried } = await world({}).resolver().get(name);
    expect(tried.map(({ provider, said }) => [provider, said])).toEqual([
      ["environment", "missing"],
      ["github-actions", "not-applicable"],
      ["secrets-store", "not-applicable"],
      ["aws-ssm", "not-applicable"],
    ]);
  });
});

describe("the cascade", () => {
  it("stops at the first provider that has the secret", async () => {
    const w = world({ environment: "present", store: "present", ssm: "present" });
    expect(await w.resolver().get(name)).toMatchObject({ provider: "environment" });
    expect(w.asked).toEqual({ store: 0, ssm: 0 });
  });

  it("passes over one that is down", async () => {
    const w = world({ store: "down", ssm: "present" });
    expect(await w.resolver().get(name)).toMatchObject({ status: "present", provider: "aws-ssm" });
  });

  it("does not bring back as stale what another provider has deleted", async () => {
    const w = world({ store: "present", ssm: "down" });
    const memory: SecretMemory = new Map();
    await w.resolver(memory).get(name);
    w.pass(3_600_000);
    w.state.store = "missing";
    expect(await w.resolver(memory).get(name)).toMatchObject({ status: "missing" });
  });

  it("finds a secret under its older name", async () => {
    const answer = await secrets({ SHOPIFY_API_SECRET: "older" }).get("SHOPIFY_WEBHOOK_SECRET");
    expect(answer).toMatchObject({ status: "present", value: "older" });
  });

  it("finds it there also in Secrets Store, where every name is a binding of its own", async () => {
    const resolver = secrets({ SECRETS_STORE_SHOPIFY_CLIENT_SECRET: { get: async () => "shared" } });
    expect(await resolver.get("SHOPIFY_WEBHOOK_SECRET")).toMatchObject({ provider: "secrets-store", value: "shared" });
    expect((await resolver.get("SHOPIFY_ACCESS_TOKEN")).tried).toContainEqual(
      expect.objectContaining({ provider: "secrets-store", said: "not-applicable" }),
    );
  });

  describe("of names", () => {
    const own = "SHOPIFY_WEBHOOK_SECRET";
    const newer = "SHOPIFY_CLIENT_SECRET";
    const older = "SHOPIFY_API_SECRET";
    const later = (name: string, get: () => Promise<string>) => ({ [`SECRETS_STORE_${name}`]: { get } });
    const says = (value: string) => async () => value;
    const down = () => Promise.reject(new Error("internal error"));

    it.each([
      ["the own one in the same provider", { [own]: "own", [newer]: "shared" }, "environment", "own"],
      ["the own one in a later provider", { [newer]: "shared", ...later(own, says("own")) }, "secrets-store", "own"],
      ["the newer one in a later provider", { [older]: "old", ...later(newer, says("new")) }, "secrets-store", "new"],
      ["another one when the own is nowhere", { [older]: "old", ...later(own, says("")) }, "environment", "old"],
      ["another one when the own cannot be asked for", { [newer]: "new", ...later(own, down) }, "environment", "new"],
      [
        "the own one behind a provider that is down",
        { GITHUB_SECRETS_BUNDLE: "{", ...later(own, says("own")) },
        "secrets-store",
        "own",
      ],
    ] as const)("takes %s", async (_, env, provider, value) => {
      expect(await secrets(env).get(own)).toMatchObject({ status: "present", provider, value });
    });

    it("holds on to the own one last known rather than change to another name when its provider goes down", async () => {
      const memory: SecretMemory = new Map();
      let now = 1_000 * day;
      const ask = (get: () => Promise<string>) =>
        secrets({ [newer]: "shared", ...later(own, get) }, { memory, realNow: () => now }).get(own);
      await ask(says("own"));
      now += 3_600_000;
      expect(await ask(down)).toMatchObject({ status: "stale", value: "own" });
      now += 3_600_000;
      expect(await ask(says(""))).toMatchObject({ status: "present", provider: "environment", value: "shared" });
    });
  });

  it("asks once for ten who want it at the same time, and not again while it lives", async () => {
    const w = world({ ssm: "present" });
    const resolver = w.resolver();
    await Promise.all(Array.from({ length: 10 }, () => resolver.get(name)));
    await resolver.get(name);
    expect(w.asked.ssm).toBe(1);
  });

  it("remembers briefly that there is none", async () => {
    const w = world({ ssm: "missing" });
    const resolver = w.resolver();
    await resolver.get(name);
    w.state.ssm = "present";
    expect(await resolver.get(name)).toMatchObject({ status: "missing" });
    w.pass(15_000);
    expect(await resolver.get(name)).toMatchObject({ status: "present" });
  });

  it("asks again when told to, because the vendor answered 401", async () => {
    const w = world({ store: "present" });
    const resolver = w.resolver();
    await resolver.get(name);
    await resolver.refresh(name);
    expect(w.asked.store).toBe(2);
  });

  it("names what is not configured when it is required", async () => {
    await expect(world({}).resolver().require(name)).rejects.toMatchObject({
      code: "not-configured",
      message: "CJ_API_KEY is not configured.",
      outcome: "not-sent",
    });
  });
});

describe("values", () => {
  it("are in no standing, are hidden by the logger from then on, and lie encrypted in KV", async () => {
    const w = world({ ssm: "present" });
    expect(JSON.stringify(await w.resolver().standing(name))).not.toContain("from-ssm");
    expect(w.redact.text("token from-ssm here")).toBe("token [hidden] here");
    expect(w.kv.size).toBe(1);
    expect([...w.kv.values()].join()).not.toContain("from-ssm");
  });

  it("are hidden by a later invocation's logger too, which was only told what is remembered", async () => {
    const w = world({ ssm: "present" });
    const memory: SecretMemory = new Map();
    await w.resolver(memory).get(name);
    const later = redactor();
    expect((await w.resolver(memory, later).get(name)).value).toBe("from-ssm");
    expect(w.asked.ssm).toBe(1);
    expect(later.text("token from-ssm here")).toBe("token [hidden] here");
  });

  it("do not open under another name, another version or another key", async () => {
    const sealed = await sealer("one key").seal("value", "NAME@1");
    expect(await sealer("one key").unseal(sealed, "NAME@1")).toBe("value");
    expect(await sealer("one key").unseal(sealed, "OTHER@1")).toBeNull();
    expect(await sealer("one key").unseal(sealed, "NAME@2")).toBeNull();
    expect(await sealer("two key").unseal(sealed, "NAME@1")).toBeNull();
    expect(await sealer("one key").unseal("v1.broken", "NAME@1")).toBeNull();
  });

  it("never seal the same text to the same bytes", async () => {
    const { seal } = sealer("key");
    expect(await seal("value", "x")).not.toBe(await seal("value", "x"));
  });
});
