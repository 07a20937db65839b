import { describe, expect, it } from "vitest";
import { type Operation, ROLES, type Role } from "#schemas/api/operation.ts";
import { operations } from "#schemas/api/table.ts";
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

/** Nonsense as input: whether it gets that far is what the table asks. */
const nonsense = { method: "POST", body: { nonsense: true } };

describe("operation × role", () => {
  const { call } = door({ AGENT_PROBE: fakeAgent() });

  it.each(all.filter((operation) => operation.role !== null).map((operation) => [operation.id, operation] as const))(
    "%s answers its role and above, and nobody else",
    async (_id, operation) => {
      const least = operation.role ?? "viewer";
      const body = operation.method === "POST" || operation.method === "PUT" ? nonsense.body : undefined;
      const ask = async (token: string | null) =>
        (await call(operation.method, addressOf(operation), { token, body })).status;
      expect(await ask(null)).toBe(401);
      expect(await ask("no-such-token")).toBe(401);
      for (const role of ROLES) {
        const allowed = ROLES.indexOf(role) >= ROLES.indexOf(least);
        const status = await ask(await tokenOf(role));
        if (allowed) expect([401, 403], `${role} may`).not.toContain(status);
        else expect(status, `${role} may not`).toBe(403);
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
