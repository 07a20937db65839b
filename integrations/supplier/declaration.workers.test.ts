import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import type { AgentEnv } from "#agent-kit/agent-env.ts";
import { clockAt } from "#agent-kit/clock.ts";
import { logger } from "#agent-kit/log.ts";
import { workbench } from "#agent-kit/work-context.ts";
import { cjNeed } from "#integrations/cj/account.ts";
import { cjSupplier } from "#integrations/cj/supplier.ts";
import { feedNeed, feedSupplier } from "#integrations/feed/supplier.ts";
import { ABILITIES } from "./port.ts";

const context = workbench({
  env: { ...env, CJ_API_KEY: "x", SUPPLIER_FEED_URL: "http://127.0.0.1/" } as unknown as AgentEnv,
  agent: "test",
  needs: [cjNeed, feedNeed],
  clock: clockAt(0),
  log: logger({ level: "error", ids: {}, now: () => 0, sink: () => undefined }),
  signal: new AbortController().signal,
});

it.each([cjSupplier(context), feedSupplier(context)].map((port) => [port.declaration.id, port] as const))(
  "%s has a method for everything but what it says it cannot, and says where its claims are from",
  (_id, port) => {
    for (const ability of ABILITIES) {
      const why = port.declaration.cannot[ability];
      expect(port[ability] === undefined, ability).toBe(why !== undefined);
      if (why !== undefined) expect(why.length).toBeGreaterThan(10);
    }
    const { evidence } = port.declaration;
    expect(["documented", "recorded", "live"]).toContain(evidence.level);
    expect(evidence.source.length).toBeGreaterThan(10);
    expect(evidence.date).toMatch(/^\d{4}-\d\d-\d\d$/);
  },
);
