import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { LIVE_PATH, LIVE_PROTOCOL, LIVE_TICKET_PREFIX } from "#schemas/api/live.ts";
import { type Operation, pathParameters, ROLES, type Role } from "#schemas/api/operation.ts";
import { CSRF_HEADER, SESSION_COOKIE } from "#schemas/api/session.ts";
import { type OperationId, operations } from "#schemas/api/table.ts";
import { ops } from "#scripts/ops/command-line.ts";
import { makeCode, openSession } from "./auth/session.ts";
import { adminToken, door, fakeAgent, tokenOf } from "./door.fixture.ts";

const all = Object.values<Operation>(operations);
const samples: Record<string, string> = {
  agent: "probe",
  run: "probe-1",
  action: "a-1",
  connection: "shopify",
  name: "ADMIN_TOKEN",
  token: "t-1",
  purchase: "a-1",
  candidate: "c-1",
  kind: "price.set",
  backtest: "probe-backtest-1",
};

const policy = { kinds: {}, cardsPerDay: 10, proposalsExpireAfterDays: 7 };
const why = "the table of roles";
/** The command line checks its input before it asks, so it is given what each operation takes beside its path. */
const inputs: Partial<Record<OperationId, Record<string, unknown>>> = {
  "agents.mode": { mode: "shadow" },
  "agents.settings": { settings: {} },
  "actions.reject": { reason: "other" },
  "actions.edit": { payload: {} },
  "actions.batch": { op: "approve", ids: ["a-none"] },
  "candidates.watch": { watched: false },
  "risk.feedback": { order: "gid://shopify/Order/0", verdict: "good" },
  "policy.put": { version: -1, document: policy },
  "policy.preview": { document: policy },
  "prices.set-bands": { bands: [{ sku: "none", lowMinor: 1, highMinor: null, kind: "agreed", source: "x" }] },
  "prices.batch": { title: "x", changes: [{ sku: "none", priceMinor: 1 }] },
  "orders.set-sources": { sources: [{ sku: "none", supplier: "cj", reference: "x", costMinor: 1, currency: "GBP" }] },
  "autonomy.accept": { version: -1, limits: { rule: "ask" } },
  "breakers.force-open": { why },
  "breakers.force-close": { why },
  "findings.accept": { why },
  "audit.take-end": { why },
  "emergency.stop": { why },
  "emergency.release": { why },
  "stock.count": { counts: [{ sku: "none", locationId: "gid://shopify/Location/1", counted: 1 }] },
  "purchases.receive": { lines: [{ variantId: "gid://shopify/ProductVariant/1", units: 1 }] },
  "tokens.create": { name: "robot", role: "viewer" },
  "roles.put": { email: "somebody-else@example.com", role: "viewer" },
  "clock.set": { offsetMs: 0 },
};

function addressOf(operation: Operation): string {
  return operation.path.replaceAll(/:([a-zA-Z]+)/g, (_, name: string) => samples[name] ?? "x");
}

const team = "roles-team.cloudflareaccess.com";
const audience = "roles-audience";
const { call, send, env } = door({ AGENT_PROBE: fakeAgent(), ACCESS_TEAM_DOMAIN: team, ACCESS_AUDIENCE: audience });
let accessKey: CryptoKey;

beforeAll(async () => {
  const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
  accessKey = privateKey;
  const keys = [{ ...(await exportJWK(publicKey)), kid: "k", alg: "RS256" }];
  vi.spyOn(globalThis, "fetch").mockImplementation(async () => Response.json({ keys }));
});

afterAll(() => {
  vi.restoreAllMocks();
});

const own = "https://control.test";

/** How somebody with a role comes in: the headers that prove it. */
const proofs = {
  token: async (role: Role) => ({ authorization: `Bearer ${await tokenOf(role)}` }),
  cookie: async (role: Role) => {
    const { code, statement } = await makeCode(env.DB, { actor: "test", role }, Date.now());
    await statement.run();
    const opened = await openSession(env.DB, code, Date.now());
    const cookie = `${SESSION_COOKIE}=${opened?.secret}`;
    return { cookie, origin: own, [CSRF_HEADER]: opened?.actor.csrf ?? "" };
  },
  access: async (role: Role) => {
    const email = `${role}@example.com`;
    await env.DB.prepare(
      "INSERT INTO roles (email, role, granted_by, at) VALUES (?1, ?2, 'test', 0) ON CONFLICT DO NOTHING",
    )
      .bind(email, role)
      .run();
    const jwt = await new SignJWT({ email })
      .setProtectedHeader({ alg: "RS256", kid: "k" })
      .setIssuer(`https://${team}`)
      .setAudience(audience)
      .setExpirationTime("5m")
      .sign(accessKey);
    return { "cf-access-jwt-assertion": jwt };
  },
};

type Headers = Record<string, string>;
/** Answers the HTTP status somebody with this role gets. */
type Door = (operation: Operation, role: Role) => Promise<number>;

async function overHttp(operation: Operation, headers: Headers): Promise<number> {
  const body = operation.method === "POST" || operation.method === "PUT" ? { nonsense: true } : undefined;
  return (await call(operation.method, addressOf(operation), { token: null, headers, body })).status;
}

/** `npm run ops` itself with this token; null when it asked nothing. */
async function byCommandLine(operation: Operation, token: string) {
  const inPath = pathParameters(operation.path).map((name) => [name, samples[name] ?? "x"] as const);
  const input = { ...Object.fromEntries(inPath), ...inputs[operation.id as OperationId] };
  let status: number | null = null;
  const answer = await ops([operation.id, JSON.stringify(input)], {
    env: { ADMIN_TOKEN: token, PUBLIC_URL: own },
    fetch: async (address, init) => {
      const { pathname, search } = new URL(String(address));
      const response = await send(pathname + search, init);
      status = response.status;
      return response;
    },
  });
  return { ...answer, status: status as number | null };
}

/** What the live feed answers; an opened socket is closed again. */
async function openSocket(headers: Headers): Promise<number> {
  const { status, webSocket } = await send(LIVE_PATH, { headers: { upgrade: "websocket", ...headers } });
  webSocket?.accept();
  webSocket?.close();
  return status;
}

const protocol = "sec-websocket-protocol";
const withTicket = (ticket: string) => ({ [protocol]: `${LIVE_PROTOCOL}, ${LIVE_TICKET_PREFIX}${ticket}` });

const httpDoors: Record<string, Door> = {
  token: async (operation, role) => overHttp(operation, await proofs.token(role)),
  cookie: async (operation, role) => overHttp(operation, await proofs.cookie(role)),
  access: async (operation, role) => overHttp(operation, await proofs.access(role)),
};

const commandLine: Door = async (operation, role) => {
  const { status, exitCode, stderr } = await byCommandLine(operation, await tokenOf(role));
  expect(status, `${operation.id} was asked: ${stderr}`).not.toBeNull();
  expect(exitCode, operation.id).toBe(status !== null && status < 400 ? 0 : 1);
  return status ?? 0;
};

/** The feed is declared by the operation that hands out its tickets. */
const socketDoors: Record<string, Door> = {
  "socket and cookie": async (_operation, role) => {
    const { cookie, origin } = await proofs.cookie(role);
    return openSocket({ cookie, origin, [protocol]: LIVE_PROTOCOL });
  },
  "socket and Access": async (_operation, role) =>
    openSocket({ ...(await proofs.access(role)), origin: own, [protocol]: LIVE_PROTOCOL }),
  "socket and token": async (_operation, role) => openSocket({ ...(await proofs.token(role)) }),
  "socket and ticket": async ({ method, path }, role) => {
    const given = await call(method, path, { token: await tokenOf(role) });
    if (!given.ok) return given.status;
    return openSocket(withTicket(((await given.json()) as { ticket: string }).ticket));
  },
};

function doorsOf(operation: Operation): [string, Door][] {
  return [
    ...Object.entries(httpDoors),
    ...(operation.doors.includes("cli") ? [["command line", commandLine] as [string, Door]] : []),
    ...(operation.id === "live.ticket" ? Object.entries(socketDoors) : []),
  ];
}

describe("operation × role × door", () => {
  const guarded = all.flatMap((operation) =>
    operation.role === null ? [] : [[operation.id, operation, operation.role] as const],
  );

  it.each(guarded)(
    "%s answers its role and above through every door, and nobody else",
    async (_id, operation, least) => {
      expect(await overHttp(operation, {})).toBe(401);
      expect(await overHttp(operation, { authorization: "Bearer no-such-token" })).toBe(401);
      expect(await overHttp(operation, { cookie: `${SESSION_COOKIE}=no-such-session` })).toBe(401);
      for (const [name, enter] of doorsOf(operation))
        for (const role of ROLES) {
          const allowed = ROLES.indexOf(role) >= ROLES.indexOf(least);
          const status = await enter(operation, role);
          // Nonsense is refused as input, by whoever may ask: 400 shows that the role was let through.
          if (allowed) expect([401, 403], `${role} by ${name} may`).not.toContain(status);
          else expect(status, `${role} by ${name} may not`).toBe(403);
          if (allowed && name.startsWith("socket")) expect(status, `${role} by ${name}`).toBe(101);
        }
    },
  );

  it.each(all.map((operation) => [operation.id, operation] as const))(
    "%s by command line needs a known token, and is not there unless declared",
    async (_id, operation) => {
      const unknown = await byCommandLine(operation, "no-such-token");
      const none = await byCommandLine(operation, "");
      const [status, exitCode] = operation.doors.includes("cli") ? [401, 1] : [null, 2];
      expect(unknown).toMatchObject({ status, exitCode, stdout: "" });
      expect(none).toMatchObject({ status: null, exitCode: 2, stdout: "" });
    },
  );

  const feed = () => env.LIVE_FEED.get(env.LIVE_FEED.idFromName("live"));
  const refusals: [string, number, () => Promise<Headers>][] = [
    ["nothing", 401, async () => ({})],
    ["its protocol alone", 401, async () => ({ [protocol]: LIVE_PROTOCOL })],
    ["an unknown token", 401, async () => ({ authorization: "Bearer no-such-token" })],
    ["an unknown session", 401, async () => ({ cookie: `${SESSION_COOKIE}=no-such-session`, origin: own })],
    [
      "a session that is over",
      401,
      async () => {
        const { cookie, origin } = await proofs.cookie("admin");
        await env.DB.prepare("UPDATE sessions SET expires_at = 1 WHERE kind = 'session'").run();
        return { cookie, origin };
      },
    ],
    [
      "a cookie from another page",
      403,
      async () => ({ ...(await proofs.cookie("admin")), origin: "https://evil.test" }),
    ],
    ["a cookie from nowhere", 403, async () => ({ cookie: (await proofs.cookie("admin")).cookie })],
    ["Access from another page", 403, async () => ({ ...(await proofs.access("admin")), origin: "https://evil.test" })],
    ["a forged Access", 401, async () => ({ "cf-access-jwt-assertion": "e30.e30.e30", origin: own })],
    ["an invented ticket", 401, async () => withTicket("invented")],
    ["a ticket a minute old", 401, async () => withTicket((await feed().ticket("admin", Date.now() - 60_001)).ticket)],
    [
      "a ticket that was used",
      401,
      async () => {
        const used = withTicket((await feed().ticket("admin", Date.now())).ticket);
        expect(await openSocket(used)).toBe(101);
        return used;
      },
    ],
  ];

  it.each(refusals)("the live feed refuses %s with %i", async (_what, status, headers) => {
    expect(await openSocket(await headers())).toBe(status);
  });
});

describe("a bearer token", () => {
  const { call, env } = door();
  const status = async (token: string) => (await call("GET", "/v1/session", { token })).status;

  it("works while it lives, and not expired, revoked or almost right", async () => {
    expect(await status(await tokenOf("viewer"))).toBe(200);
    expect(await status(await tokenOf("viewer", { expiresAt: Date.now() - 1 }))).toBe(401);
    expect(await status(await tokenOf("viewer", { revokedAt: 1 }))).toBe(401);
    expect(await status(adminToken.slice(0, -1))).toBe(401);
    expect(await status(`${adminToken}x`)).toBe(401);
  });

  it("is shown once, kept as a hash only, and works until it is revoked", async () => {
    const made = await call("POST", "/v1/tokens", { body: { name: "robot", role: "operator" } });
    expect(made.status).toBe(201);
    const { id, secret } = (await made.json()) as { id: string; secret: string };
    const listed = await (await call("GET", "/v1/tokens")).text();
    expect(listed).toContain(id);
    expect(listed).not.toContain(secret);
    const kept = await env.DB.prepare("SELECT * FROM tokens WHERE id = ?1").bind(id).first();
    expect(JSON.stringify(kept)).not.toContain(secret);
    expect(((await (await call("GET", "/v1/session", { token: secret })).json()) as { role: Role }).role).toBe(
      "operator",
    );
    expect((await call("DELETE", `/v1/tokens/${id}`)).status).toBe(200);
    expect(await status(secret)).toBe(401);
    expect((await call("DELETE", `/v1/tokens/${id}`)).status).toBe(404);
    expect((await call("DELETE", "/v1/tokens/nobody-has-it")).status).toBe(404);
    const audited = await env.DB.prepare("SELECT subject FROM audit WHERE operation = 'tokens.revoke'").all();
    expect(audited.results.filter(({ subject }) => subject !== `token:${id}`)).toEqual([]);
    expect(audited.results).toHaveLength(1);
  });

  it("is never compared with an admin token that is not set", async () => {
    const bare = door({ ADMIN_TOKEN: undefined });
    expect((await bare.call("GET", "/v1/session", { token: "undefined" })).status).toBe(401);
    expect((await bare.send("/v1/session", { headers: { authorization: "Bearer " } })).status).toBe(401);
  });
});

describe("what exists only on a developer's machine", () => {
  it("is not found in production, whoever asks", async () => {
    const { call } = door({ ENVIRONMENT: "production" });
    expect((await call("POST", "/v1/clock", { body: { offsetMs: 0 } })).status).toBe(404);
    expect((await door().call("POST", "/v1/clock", { body: { offsetMs: 0 } })).status).toBe(200);
  });
});
