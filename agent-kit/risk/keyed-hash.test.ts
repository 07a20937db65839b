import { expect, it } from "vitest";
import type { AgentEnv } from "../agent-env.ts";
import { keyedHash } from "./keyed-hash.ts";

const hashOf = (secret: string) => keyedHash({ SECRET_ENCRYPTION_KEY: secret } as unknown as AgentEnv);

it("is the same in every Worker with the same secret, and another under another secret or for another kind", async () => {
  const [one, again, other] = [hashOf("a".repeat(32)), hashOf("a".repeat(32)), hashOf("b".repeat(32))];
  const hash = await one("email", "jo@example.com");
  expect(hash).toMatch(/^[A-Za-z0-9_-]{22}$/);
  expect(await again("email", "jo@example.com")).toBe(hash);
  expect(await other("email", "jo@example.com")).not.toBe(hash);
  expect(await one("address", "jo@example.com")).not.toBe(hash);
  expect(await one("email", null)).toBeNull();
});

it("says what is missing rather than keep a plain hash", async () => {
  await expect(hashOf("")("ip", "203.0.113")).rejects.toMatchObject({ code: "not-configured" });
});
