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

  it("names what is near an operation that is not there", async () => {
    const { around } = door({ status: 200, body: {} });
    expect((await ops(["agents.lst"], around)).stderr).toMatch(/no operation "agents.lst". Near it: agents.list,/);
    expect((await ops(["--help", "agents.lst"], around)).stderr).toContain("Near it: agents.list");
  });

  it("says what is missing, what is not taken, and how the JSON is broken", async () => {
    const { asked, around } = door({ status: 200, body: {} });
    const stderr = async (...args: string[]) => (await ops(args, around)).stderr;
    expect(await stderr("actions.approve", "{}")).toMatch(/^action: is missing\n.*--help actions.approve$/);
    expect(await stderr("cards.list", '{"row": 3}')).toMatch(/^row: is not taken; known are agent, rows/);
    expect(await stderr("cards.list", "{rows: 3}")).toContain("in single quotes");
    expect(await stderr("cards.list", "[3]")).toBe("The input must be one JSON object.");
    expect(asked).toEqual([]);
  });

  it("helps on stdout, with what an operation takes and answers", async () => {
    const { around } = door({ status: 200, body: {} });
    expect(await ops(["--help"], around)).toMatchObject({ exitCode: 0, stderr: "" });
    const { stdout } = await ops(["--help", "agents.mode"], around);
    expect(stdout).toContain('mode: "paused" | "shadow"');
    expect(stdout).toContain("answers\n");
    expect((await ops(["--halp"], around)).exitCode).toBe(2);
    expect((await ops(["--list", "breaker"], around)).stdout).not.toContain("agents.mode");
  });

  it("puts a refusal's sentence first, and says so when something else answers", async () => {
    const { around } = door({ status: 401, body: { code: "unauthorized", detail: "No token." } });
    expect((await ops(["agents.list"], around)).stderr).toMatch(
      /^No token[.] Is ADMIN_TOKEN the one of this system[?]\n\{/,
    );
    const other = { ...around, fetch: async () => new Response("<html>") };
    expect((await ops(["agents.list"], other)).stderr).toContain("answered 200 and no JSON");
  });

  it("lists only what has this door", async () => {
    const { around } = door({ status: 200, body: {} });
    const { stdout } = await ops(["--list"], around);
    expect(stdout).toContain("actions.approve");
    expect(stdout).not.toContain("session.open");
  });
});
