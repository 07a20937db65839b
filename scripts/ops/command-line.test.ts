import { describe, expect, it } from "vitest";
import { ops } from "./command-line.ts";

function door(reply: { status: number; body: unknown }) {
  const asked: { url: string; method: string | undefined; body: unknown; authorization: string | null }[] = [];
  const fetch = async (url: URL | string | Request, init?: RequestInit) => {
    const authorization = new Headers(init?.headers).get("authorization");
    asked.push({ url: String(url), method: init?.method, body: init?.body, authorization });
    return Response.json(reply.body, { status: reply.status });
  };
  const env = { ADMIN_TOKEN: "t0ken", CONTROL_PORT: "9999" };
  return { asked, around: { env, fetch } };
}

describe("the command line's door", () => {
  it("puts path parameters into the path and the rest into the body", async () => {
    const { asked, around } = door({ status: 200, body: { ok: true } });
    const answer = await ops(["actions.reject", '{"action":"a-1","reason":"too-risky"}'], around);
    expect(answer).toEqual({ exitCode: 0, stdout: '{\n  "ok": true\n}', stderr: "" });
    expect(asked).toEqual([
      {
        url: "http://127.0.0.1:9999/v1/actions/a-1/reject",
        method: "POST",
        body: '{"reason":"too-risky"}',
        authorization: "Bearer t0ken",
      },
    ]);
  });

  it("puts the rest into the query when nothing is written", async () => {
    const { asked, around } = door({ status: 200, body: {} });
    await ops(["actions.list", '{"status":"proposed","limit":5}'], around);
    expect(asked[0]?.url).toBe("http://127.0.0.1:9999/v1/actions?status=proposed&limit=5");
    expect(asked[0]?.body).toBeUndefined();
  });

  it("says what is wrong with an input without asking anybody", async () => {
    const { asked, around } = door({ status: 200, body: {} });
    const answer = await ops(["agents.mode", '{"agent":"inventory-pricing","mode":"wild"}'], around);
    expect(answer.exitCode).toBe(2);
    expect(answer.stderr).toContain("mode:");
    expect(asked).toEqual([]);
  });

  it("prints a problem document and fails", async () => {
    const { around } = door({ status: 404, body: { code: "not-found" } });
    const answer = await ops(["agents.get", '{"agent":"nobody"}'], around);
    expect(answer).toMatchObject({ exitCode: 1, stdout: "" });
    expect(answer.stderr).toContain("not-found");
  });

  it("says so when nothing answers, when there is no token, and for an unknown operation", async () => {
    const { around } = door({ status: 200, body: {} });
    const dead = { ...around, fetch: () => Promise.reject(new TypeError("refused")) };
    expect((await ops(["shop.get"], dead)).stderr).toContain("does not answer");
    expect((await ops(["shop.get"], { ...around, env: {} })).stderr).toContain("ADMIN_TOKEN");
    expect((await ops(["shop.sell"], around)).exitCode).toBe(2);
  });

  it("lists only what has this door", async () => {
    const { around } = door({ status: 200, body: {} });
    const { stdout } = await ops(["--list"], around);
    expect(stdout).toContain("actions.approve");
    expect(stdout).not.toContain("session.open");
  });
});
