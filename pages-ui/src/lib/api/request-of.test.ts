import { expect, it } from "vitest";
import { requestOf } from "./request-of.ts";

it("puts path parameters into the path and the rest of a read into the query", () => {
  expect(requestOf("GET /v1/agents/:agent/ticks", { agent: "a b", limit: 20, cursor: undefined })).toEqual({
    method: "GET",
    path: "/v1/agents/a%20b/ticks?limit=20",
    body: undefined,
  });
});

it("puts the rest of a write into the body and leaves the input as it was", () => {
  const input = Object.freeze({ action: "x/1", reason: "other" });
  expect(requestOf("POST /v1/actions/:action/reject", input)).toEqual({
    method: "POST",
    path: "/v1/actions/x%2F1/reject",
    body: '{"reason":"other"}',
  });
});
