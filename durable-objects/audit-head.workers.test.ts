import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { auditHead } from "./client.ts";

const end = (seq: number) => ({ seq, hash: `hash-${seq}`, at: seq });

it("moves only forward, keeps its place over an eviction, and goes back when told to", async () => {
  const head = auditHead(env);
  const evict = () => evictDurableObject(env.AUDIT_HEAD.getByName("audit"));
  expect(await head.read()).toBeNull();
  await Promise.all([3, 9, 5].map((seq) => head.note(end(seq))));
  await head.note(end(7));
  await evict();
  expect(await head.read()).toEqual(end(9));
  await head.replace(end(2));
  await evict();
  expect(await head.read()).toEqual(end(2));
});
