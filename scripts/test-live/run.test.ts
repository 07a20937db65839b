import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type Sandbox, startSandbox } from "#sandbox/start.ts";
import { supplierVars } from "#sandbox/vendors/doubles.ts";
import { reduced } from "./record.ts";
import { testLive } from "./run.ts";

vi.mock("itty-durable/proxy-durable.js", () => import("./absent.ts"));

let sandbox: Sandbox;
const stateDir = mkdtempSync(join(tmpdir(), "royal-live-"));
beforeAll(async () => {
  sandbox = await startSandbox({ stateDir, port: 0, products: 20, speed: 0 });
});
afterAll(async () => {
  await sandbox.close();
  rmSync(stateDir, { recursive: true, force: true });
});

it("says so where a vendor is not set up, or only doubles are", async () => {
  const say = () => undefined;
  for (const vendor of ["cj", "feed", "printful", "autods", "autods-private", "spocket-private"])
    expect(await testLive({ vendor, write: false, vars: {}, say })).toMatchObject({ skipped: "not configured" });
});

it.each(["printful", "autods"])(
  "keeps a redacted exchange of %s, and orders only when told",
  async (vendor) => {
    const vars = supplierVars(sandbox.origin);
    const said: string[] = [];
    const before = placed();
    const ask = { vendor, vars, say: (line: string) => said.push(line), double: true };
    const read = await testLive({ ...ask, write: false });
    expect(read.steps.filter(({ outcome }) => outcome === "broken")).toEqual([]);
    expect(said.join("\n")).toMatch(/^kept +search +\d+ offers/m);
    const kept = JSON.stringify(read.exchange);
    expect(read.exchange?.calls.length).toBeGreaterThan(3);
    for (const [name, value] of Object.entries(vars)) if (/KEY|TOKEN/.test(name)) expect(kept).not.toContain(value);
    expect(placed()).toBe(before);
    if (vendor !== "printful") return;
    const wrote = await testLive({ ...ask, write: true });
    expect(wrote.steps.filter(({ outcome }) => outcome === "broken")).toEqual([]);
    expect(placed()).toBe(before + 1);
    expect(JSON.stringify(wrote.exchange)).not.toMatch(/1 Test Street|EC1A/);
  },
  60_000,
);

it("keeps what the mailer promises, sends one mail and only when told", async () => {
  const vars = supplierVars(sandbox.origin);
  const mails = () => sandbox.shop.database.count("SELECT COUNT(*) FROM mail");
  const ask = { vendor: "resend", vars, say: () => undefined, double: true };
  const read = await testLive({ ...ask, write: false });
  expect(read.steps.map(({ name, outcome }) => [name, outcome])).toEqual([
    ["find", "kept"],
    ["send", "left out"],
  ]);
  expect(mails()).toBe(0);
  const wrote = await testLive({ ...ask, write: true });
  expect(wrote.steps.map(({ outcome }) => outcome)).toEqual(["kept", "kept", "kept", "kept", "kept"]);
  expect(mails()).toBe(1);
  expect(JSON.stringify(wrote.exchange)).not.toContain(vars.RESEND_API_KEY);
});

it("keeps of orders only their shape, of lists only the first", () => {
  const order = { status: "draft", recipient: { name: "Ada", zip: "N1" }, items: [1, 2, 3, 4] };
  expect(reduced(order, true)).toEqual({
    status: "draft",
    recipient: { name: "[text of 3]", zip: "[text of 2]" },
    items: [1, 2, 3],
  });
});

const placed = () => sandbox.shop.database.count("SELECT COUNT(*) FROM supplier_order");
