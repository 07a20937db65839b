import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Operation, ROLES, type Role } from "#schemas/api/operation.ts";
import { CSRF_HEADER, SESSION_COOKIE } from "#schemas/api/session.ts";
import { operations } from "#schemas/api/table.ts";
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
};

function addressOf(operation: Operation): string {
  return operation.path.replaceAll(/:([a-zA-Z]+)/g, (_, name: string) => samples[name] ?? "x");
}

const team = "roles-team.cloudflareaccess.com";
const audience = "roles-audience";
const { call, env } = door({ AGENT_PROBE: fakeAgent(), ACCESS_TEAM_DOMAIN: team, ACCESS_AUDIENCE: audience });
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

/** How somebody with a role comes in: the headers that prove it. The command line's door is the token's. */
const doors: Record<string, (role: Role) => Promise<Record<string, string>>> = {
  token: async (role) => ({ authorization: `Bearer ${await tokenOf(role)}` }),
  cookie: async (role) => {
    const { code, statement } = await makeCode(env.DB, { actor: "test", role }, Date.now());
    await statement.run();
    const opened = await openSession(env.DB, code, Date.now());
    const cookie = `${SESSION_COOKIE}=${opened?.secret}`;
    return { cookie, origin: "https://control.test", [CSRF_HEADER]: opened?.actor.csrf ?? "" };
  },
  access: async (role) => {
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

describe("operation × role × door", () => {
  const guarded = all.flatMap((operation) =>
    operation.role === null ? [] : [[operation.id, operation, operation.role] as const],
  );

  it.each(guarded)(
    "%s answers its role and above through every door, and nobody else",
    async (_id, operation, least) => {
      const body = operation.method === "POST" || operation.method === "PUT" ? { nonsense: true } : undefined;
      const ask = async (headers: Record<string, string>) =>
        (await call(operation.method, addressOf(operation), { token: null, headers, body })).status;
      expect(await ask({})).toBe(401);
      expect(await ask({ authorization: "Bearer no-such-token" })).toBe(401);
      expect(await ask({ cookie: `${SESSION_COOKIE}=no-such-session` })).toBe(401);
      for (const [name, enter] of Object.entries(doors))
        for (const role of ROLES) {
          const allowed = ROLES.indexOf(role) >= ROLES.indexOf(least);
          const status = await ask(await enter(role));
          // Nonsense is refused as input, by whoever may ask: 400 shows that the role was let through.
          if (allowed) expect([401, 403], `${role} by ${name} may`).not.toContain(status);
          else expect(status, `${role} by ${name} may not`).toBe(403);
        }
    },
  );
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
