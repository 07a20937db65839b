import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { continueImport } from "./continue-import.ts";

it("sends store-sync on only with an import that nobody has moved for a while", async () => {
  const sent: unknown[] = [];
  const bound = {
    DB: env.DB,
    SHOP_EVENTS: { send: async (body: unknown) => void sent.push(body) } as unknown as Queue,
  };
  const now = Date.now();
  const row = (kind: string, status: string, updatedAt: number) =>
    env.DB.prepare(
      "INSERT INTO imports (id, kind, purpose, status, started_at, updated_at) VALUES ('initial-1-' || ?1, ?1, 'initial', ?2, 1, ?3)",
    )
      .bind(kind, status, updatedAt)
      .run();
  expect(await continueImport(bound, now)).toBe(false);
  await row("shop", "done", now - 10_000);
  await row("orders", "loading", now - 600_000);
  expect(await continueImport(bound, now)).toBe(false);
  expect(await continueImport(bound, now + 120_000)).toBe(true);
  expect(sent).toEqual([{ type: "import-continue", id: "watchdog" }]);
  await env.DB.prepare("UPDATE imports SET status = 'done'").run();
  expect(await continueImport(bound, now + 240_000)).toBe(false);
});
