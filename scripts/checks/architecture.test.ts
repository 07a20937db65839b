import { describe, expect, it } from "vitest";
import { checkArchitecture } from "./architecture.ts";
import { importsOf } from "./sources.ts";

const found = (path: string, text: string) => checkArchitecture([{ path, text }]).join("\n");

describe("the rooms' rules", () => {
  it("refuses a room that imports one above it", () => {
    expect(found("core/money/net.ts", 'import { z } from "#schemas/api/x.ts";')).toContain("core is below schemas");
    expect(found("agent-kit/run.ts", 'import { x } from "#integrations/shopify/client.ts";')).toContain(
      "agent-kit is below",
    );
  });

  it("sees through relative paths", () => {
    expect(found("schemas/api/x.ts", 'export { run } from "../../agent-kit/run.ts";')).toContain("schemas is below");
  });

  it("lets the objects use the kit's leaves and nothing else of it", () => {
    expect(found("durable-objects/x.ts", 'import { now } from "#agent-kit/clock.ts";')).toBe("");
    expect(found("durable-objects/x.ts", 'import { now } from "#agent-kit/run.ts";')).toContain(
      "durable-objects is below",
    );
  });

  it("refuses an object class outside its room, another agent, and hono in an agent", () => {
    const agent = "workers/pricing/index.ts";
    expect(found(agent, 'import { AgentState } from "#durable-objects/agent-state.ts";')).toContain("client.ts alone");
    expect(found(agent, 'import { decide } from "../security/decide.ts";')).toContain("no Worker imports another");
    expect(found(agent, 'import { Hono } from "hono";')).toContain("an agent serves no HTTP");
    expect(found("workers/control/index.ts", 'import { Hono } from "hono";')).toBe("");
  });

  it("keeps what runs on a developer's machine out of what is deployed", () => {
    expect(found("integrations/shopify/client.ts", 'import { s } from "#sandbox/main.ts";')).toContain(
      "never deployed",
    );
    expect(found("pages-ui/src/app.tsx", 'import { r } from "#core/money/round.ts";')).toContain("schemas/api alone");
  });

  it("keeps the generator of labelled orders ignorant of the scorer it judges", () => {
    expect(found("sandbox/risk/x.ts", 'import { scoreOrder } from "#core/risk/score-order.ts";')).toContain(
      "must not know",
    );
    expect(found("sandbox/risk/x.ts", 'import { showMoney } from "#core/money/show-money.ts";')).toBe("");
    expect(found("scripts/accuracy/risk.ts", 'import { scoreOrder } from "#core/risk/score-order.ts";')).toBe("");
  });

  it("keeps core without clock, chance, I/O and packages, but lets it speak of them", () => {
    expect(found("core/x.ts", "export const a = () => Date.now();")).toContain("take `now` as a parameter");
    expect(found("core/x.ts", "export const a = Math.random();")).toContain("take a seed");
    expect(found("core/x.ts", 'import { mean } from "simple-statistics";')).toContain("core imports only itself");
    expect(found("core/x.ts", '// Date.now() is the caller\'s\nexport const a = "Math.random()";')).toBe("");
  });

  it("refuses silenced compilers, left-out tests and empty names", () => {
    expect(found("core/x.test.ts", `it.${"skip"}("x", () => {});`)).toContain("leaves tests out");
    expect(found("core/x.ts", `// @ts-${"ignore"}`)).toContain("silences the compiler");
    expect(found("core/utils.ts", "")).toContain("says nothing");
    expect(found("core/netPrice.ts", "")).toContain("kebab-case");
  });
});

it("finds every form of import", () => {
  const text = `import a from "a"; import "b"; export * from 'c'; const d = await import("d"); import type { E } from "e"; // from "f"`;
  expect(importsOf(text)).toEqual(["a", "b", "c", "d", "e"]);
});
