import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from "jose";
import { afterEach, describe, expect, it, vi } from "vitest";
import { door } from "../door.fixture.ts";

const audience = "an-audience";
let teams = 0;

/** A team of its own for each test: the keys of one are remembered. */
async function team() {
  teams += 1;
  const domain = `team-${teams}.cloudflareaccess.com`;
  const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
  const keys = [{ ...(await exportJWK(publicKey)), kid: "key-1", alg: "RS256" }];
  const asked: string[] = [];
  const answer = { keys: async (): Promise<Response> => Response.json({ keys }) };
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
    asked.push(String(input instanceof Request ? input.url : input));
    return answer.keys();
  });
  const sign = (
    own: { email?: string; audience?: string; issuer?: string; kid?: string; exp?: string; alg?: string } = {},
    key: CryptoKey | Uint8Array = privateKey,
  ) =>
    new SignJWT(own.email === undefined ? { email: "Ada@Example.com" } : { email: own.email })
      .setProtectedHeader({ alg: own.alg ?? "RS256", kid: own.kid ?? "key-1" })
      .setIssuer(own.issuer ?? `https://${domain}`)
      .setAudience(own.audience ?? audience)
      .setExpirationTime(own.exp ?? "5m")
      .sign(key);
  const { call } = door({ ACCESS_TEAM_DOMAIN: domain, ACCESS_AUDIENCE: audience });
  await call("PUT", "/v1/roles", { body: { email: "ada@example.com", role: "operator" } });
  const ask = (jwt: string) => call("GET", "/v1/session", { token: null, headers: { "cf-access-jwt-assertion": jwt } });
  return { ask, sign, asked, call, keys, answer, publicKey, domain };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("Cloudflare Access", () => {
  it("gives a known address its role, under a name that is not the address", async () => {
    const { ask, sign, asked } = await team();
    const response = await ask(await sign());
    const session = (await response.json()) as { actor: string };
    expect(session).toMatchObject({ role: "operator", via: "access" });
    expect(session.actor).toMatch(/^person:[0-9a-f]{16}$/);
    expect(asked).toEqual([expect.stringMatching(/\/cdn-cgi\/access\/certs$/)]);
  });

  it("refuses another audience, another issuer, what has expired, and a stranger's key", async () => {
    const { ask, sign } = await team();
    const stranger = await generateKeyPair("RS256");
    const refused = [
      await sign({ audience: "else" }),
      await sign({ issuer: "https://else.cloudflareaccess.com" }),
      await sign({ exp: "-1m" }),
      await sign({}, stranger.privateKey),
      "not.a.jwt",
    ];
    for (const jwt of refused) expect((await ask(jwt)).status).toBe(401);
  });

  it("refuses a token that says it needs no key, or a shared one, though all it claims is right", async () => {
    const { ask, sign, publicKey, domain } = await team();
    const part = (value: object) => btoa(JSON.stringify(value)).replaceAll("=", "");
    const claims = part({ email: "ada@example.com", iss: `https://${domain}`, aud: audience, exp: 9_999_999_999 });
    expect((await ask(`${part({ alg: "none" })}.${claims}.`)).status).toBe(401);
    // The old confusion: the public key, which everybody knows, taken for a shared secret.
    const known = new TextEncoder().encode(await exportSPKI(publicKey));
    expect((await ask(await sign({ alg: "HS256" }, known))).status).toBe(401);
    expect((await ask(await sign())).status).toBe(200);
  });

  it.each(["RS512", "PS256", "ES256"])("refuses %s, though the team's own keys include that one", async (alg) => {
    const { ask, sign, keys } = await team();
    const other = await generateKeyPair(alg, { extractable: true });
    keys.push({ ...(await exportJWK(other.publicKey)), kid: "other", alg });
    expect((await ask(await sign({ alg, kid: "other" }, other.privateKey))).status).toBe(401);
    expect((await ask(await sign())).status).toBe(200);
  });

  it("takes a rotated key half a minute after it last asked, and the old one for as long as it is published", async () => {
    const { ask, sign, keys, asked } = await team();
    const now = vi.spyOn(Date, "now");
    const began = Date.now();
    now.mockImplementation(() => began);
    expect((await ask(await sign())).status).toBe(200);
    const next = await generateKeyPair("RS256", { extractable: true });
    keys.push({ ...(await exportJWK(next.publicKey)), kid: "key-2", alg: "RS256" });
    const rotated = await sign({ kid: "key-2" }, next.privateKey);
    expect((await ask(rotated)).status).toBe(401);
    now.mockImplementation(() => began + 31_000);
    expect((await ask(rotated)).status).toBe(200);
    expect((await ask(await sign())).status).toBe(200);
    expect(asked).toHaveLength(2);
    keys.shift();
    now.mockImplementation(() => began + 3_700_000);
    expect((await ask(await sign({ exp: "2h" }))).status).toBe(401);
    expect((await ask(await sign({ kid: "key-2", exp: "2h" }, next.privateKey))).status).toBe(200);
  });

  it("tells a stranger with a valid token that they have no role", async () => {
    const { ask, sign } = await team();
    expect((await ask(await sign({ email: "eve@example.com" }))).status).toBe(403);
  });

  it("asks for keys again at most once for a flood of unknown ones", async () => {
    const { ask, sign, asked } = await team();
    await ask(await sign());
    const flood = async () => {
      for (let at = 0; at < 20; at++) expect((await ask(await sign({ kid: `forged-${at}` }))).status).toBe(401);
    };
    await flood();
    expect(asked).toHaveLength(1);
    const later = Date.now() + 31_000;
    vi.spyOn(Date, "now").mockImplementation(() => later);
    await flood();
    expect(asked).toHaveLength(2);
  });

  it.each<[string, () => Promise<Response>]>([
    ["the network is down", () => Promise.reject(new TypeError("network"))],
    ["nobody answers in time", () => Promise.reject(new DOMException("too late", "TimeoutError"))],
    ["they answer 500", async () => new Response("oops", { status: 500 })],
    ["they answer a page", async () => new Response("<html>", { headers: { "content-type": "text/html" } })],
    ["they answer something else", async () => Response.json({ errors: [] })],
  ])("says that it cannot tell, rather than no, when %s instead of keys", async (_what, keys) => {
    const { ask, sign, answer } = await team();
    answer.keys = keys;
    expect((await ask(await sign())).status).toBe(503);
  });

  it("is not believed where it is not set up", async () => {
    const { sign } = await team();
    const { call } = door();
    const headers = { "cf-access-jwt-assertion": await sign() };
    expect((await call("GET", "/v1/session", { token: null, headers })).status).toBe(401);
  });

  it("does not let another site's page write with it, and lets a program without an origin", async () => {
    const { sign, call } = await team();
    const jwt = await sign();
    const pause = async (headers: Record<string, string>) =>
      (
        await call("POST", "/v1/agents/nobody/pause", {
          token: null,
          body: {},
          headers: { "cf-access-jwt-assertion": jwt, ...headers },
        })
      ).status;
    expect(await pause({ origin: "https://evil.test" })).toBe(403);
    expect(await pause({ origin: "https://control.test" })).toBe(404);
    expect(await pause({})).toBe(404);
  });

  it("leaves no address in the audit log", async () => {
    const { call } = await team();
    const log = await (await call("GET", "/v1/audit?operation=roles.put")).text();
    expect(log).toContain("person:");
    expect(log.toLowerCase()).not.toContain("ada@example.com");
  });
});
