import { describe, expect, it } from "vitest";
import { door, tokenOf } from "./door.fixture.ts";

/** Lets each key through `most` times. */
function limiter(most: number) {
  const seen = new Map<string, number>();
  return {
    seen,
    limit: async ({ key }: { key: string }) => {
      const count = (seen.get(key) ?? 0) + 1;
      seen.set(key, count);
      return { success: count <= most };
    },
  };
}

describe("rate limits", () => {
  it("hold each token to its own share and leave the admin's alone", async () => {
    const { call } = door({ LIMITER: limiter(2) });
    const [first, second] = [await tokenOf("viewer"), await tokenOf("viewer")];
    const status = async (token?: string) => (await call("GET", "/v1/session", token ? { token } : {})).status;
    expect([await status(first), await status(first), await status(first)]).toEqual([200, 200, 429]);
    expect(await status(second)).toBe(200);
    for (let at = 0; at < 5; at++) expect(await status()).toBe(200);
  });

  it("tell an address that guesses tokens or codes to wait, and nobody else", async () => {
    const { call } = door({ GUESS_LIMITER: limiter(2) });
    const from = (address: string) => ({ "cf-connecting-ip": address });
    const guess = async (address: string) =>
      (await call("GET", "/v1/session", { token: "wrong", headers: from(address) })).status;
    expect([await guess("a"), await guess("a"), await guess("a"), await guess("b")]).toEqual([401, 401, 429, 401]);
    const code = await call("POST", "/v1/session", { token: null, body: { code: "guessed-it" }, headers: from("a") });
    expect(code.status).toBe(429);
    expect(code.headers.get("retry-after")).toBe("60");
    expect((await call("GET", "/v1/session", { headers: from("a") })).status).toBe(200);
  });
});
