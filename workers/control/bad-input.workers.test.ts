import { describe, expect, it } from "vitest";
import { problem } from "#schemas/api/shapes.ts";
import { door, fakeAgent } from "./door.fixture.ts";

const agent = fakeAgent({
  setSettings: async () => ({
    ok: false,
    code: "bad-settings",
    message: "The settings are not valid.",
    issues: [{ path: "coverDays", message: "Too small" }],
  }),
  ticks: () => Promise.reject(new Error("secret internals")),
});
const { call, send } = door({ AGENT_PROBE: agent });

async function problemOf(response: Response) {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const body = problem.parse(await response.json());
  expect(body.status).toBe(response.status);
  expect(body.requestId).toBe(response.headers.get("x-request-id"));
  return body;
}

describe("bad input becomes a problem document", () => {
  it("for an address nothing answers", async () => {
    expect(await problemOf(await call("GET", "/v1/nothing"))).toMatchObject({ status: 404, code: "not-found" });
  });

  it("for an unknown agent, run and action", async () => {
    expect(await problemOf(await call("GET", "/v1/agents/nobody"))).toMatchObject({ status: 404 });
    expect(await problemOf(await call("GET", "/v1/runs/probe-99"))).toMatchObject({ status: 404 });
    expect(await problemOf(await call("GET", "/v1/actions/a-none"))).toMatchObject({ status: 404 });
    expect(await problemOf(await call("POST", "/v1/actions/a-none/approve"))).toMatchObject({ status: 404 });
  });

  it("that names each bad field", async () => {
    const answer = await problemOf(await call("PUT", "/v1/agents/probe/mode", { body: { mode: "wild" } }));
    expect(answer).toMatchObject({ status: 400, code: "bad-input" });
    expect(answer.errors?.map((error) => error.path)).toEqual(["mode"]);
  });

  it("with the agent's own words for bad settings", async () => {
    const answer = await problemOf(
      await call("PUT", "/v1/agents/probe/settings", { body: { settings: { coverDays: -1 } } }),
    );
    expect(answer).toMatchObject({ status: 400, code: "bad-settings" });
    expect(answer.errors).toEqual([{ path: "coverDays", message: "Too small" }]);
  });

  it("for a body that is no JSON, no object, of another type or too large", async () => {
    const post = async (body: string, type = "application/json") => {
      const headers = { authorization: "Bearer test-admin-token", "content-type": type };
      return (await send("/v1/tokens", { method: "POST", headers, body })).status;
    };
    expect(await post("{")).toBe(400);
    expect(await post("[]")).toBe(400);
    expect(await post("{}", "text/plain")).toBe(415);
    expect(await post(`{"name":"${"x".repeat(1_000_001)}"}`)).toBe(413);
  });

  it("for a limit out of bounds and a cursor of somebody else's", async () => {
    expect((await call("GET", "/v1/runs?limit=0")).status).toBe(400);
    expect((await call("GET", "/v1/runs?limit=1000")).status).toBe(400);
    expect(await problemOf(await call("GET", "/v1/runs?cursor=!!"))).toMatchObject({ status: 400 });
  });

  it("that says nothing of what went wrong inside", async () => {
    const response = await call("GET", "/v1/agents/probe/ticks");
    const text = await response.clone().text();
    expect(await problemOf(response)).toMatchObject({ status: 500, code: "unexpected" });
    expect(text).not.toContain("secret internals");
  });
});
