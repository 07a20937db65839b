import { env } from "cloudflare:workers";
import { expect, inject, it } from "vitest";
import { agentState } from "#durable-objects/client.ts";

it("reaches the sandbox from workerd", async () => {
  const response = await fetch(`${inject("sandboxUrl")}/__sandbox/state`);
  expect(response.status).toBe(200);
  const view = await agentState(env, "inventory-pricing").view(0);
  expect(view.mode).toBe("shadow");
});
