import { applyD1Migrations, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { sealChain } from "#workers/control/audit-chain.ts";
import { door } from "#workers/control/door.fixture.ts";
import { moveClock, seedShop } from "./kit-harness.ts";
import { runSecurity } from "./security-run.ts";

const dayMs = 86_400_000;
let sandbox = "";

beforeAll(async () => {
  sandbox = await (await fetch(inject("sandboxHub"))).text();
});

beforeEach(async () => {
  await reset();
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
  await seedShop();
  await fetch(`${sandbox}/__sandbox/faults`, { method: "DELETE" });
  await tell("advisories", { advisories: [] });
});

async function tell(what: string, body: unknown): Promise<void> {
  const reply = await fetch(`${sandbox}/__sandbox/${what}`, { method: "POST", body: JSON.stringify(body) });
  expect(reply.status, await reply.text()).toBe(200);
}

interface Row {
  id: string;
  severity: string;
  title: string;
  detail: Record<string, unknown>;
  resolvedAt: number | null;
  acceptedAt: number | null;
}

const { call } = door();
const findings = async (open = true): Promise<Row[]> =>
  ((await (await call("GET", `/v1/security/findings?open=${open}`)).json()) as { items: Row[] }).items;
const ids = async (open = true) => (await findings(open)).map(({ id }) => id);
const put = (sql: string, ...values: unknown[]) =>
  env.DB.prepare(sql)
    .bind(...values)
    .run();
/** Long enough for every check to be due again. */
const later = () => moveClock(dayMs);

const advisory = (id: string, own: object = {}) => ({
  id,
  summary: "Requests are read wrongly",
  severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" }],
  affected: [
    {
      package: { name: "hono", ecosystem: "npm" },
      ranges: [{ type: "SEMVER", events: [{ introduced: "4.0.0" }, { fixed: "99.0.0" }] }],
    },
  ],
  ...own,
});

describe("the platform half of the security agent", { timeout: 60_000 }, () => {
  it("finds nothing where nothing is wrong but what the storefront itself leaves open", async () => {
    await runSecurity(sandbox);
    expect(await ids()).toEqual([]);
    const run = await env.DB.prepare("SELECT outcome, measures FROM runs WHERE agent = 'security'").first<{
      outcome: string;
      measures: string;
    }>();
    expect(run?.outcome).toBe("succeeded");
    expect(JSON.parse(run?.measures ?? "{}")).toMatchObject({ "platform-findings": 0, "platform-checks": 7 });
  });

  it("asks OSV about what is deployed: an advisory that means our version opens, one that was fixed or withdrawn does not", async () => {
    const fixed = [
      {
        package: { name: "hono", ecosystem: "npm" },
        ranges: [{ type: "SEMVER", events: [{ introduced: "0" }, { fixed: "4.0.0" }] }],
      },
    ];
    await tell("advisories", {
      advisories: [
        advisory("GHSA-open"),
        advisory("GHSA-fixed", { affected: fixed }),
        advisory("GHSA-withdrawn", { withdrawn: "2026-10-01T00:00:00Z" }),
      ],
    });
    await runSecurity(sandbox);
    const [found, ...others] = await findings();
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      id: expect.stringMatching(/^advisory:hono@4\.\d+\.\d+ GHSA-open$/),
      severity: "critical",
      detail: { advisory: "GHSA-open", score: 9.8, fixedIn: "99.0.0" },
    });
    await tell("advisories", { advisories: [] });
    await later();
    await runSecurity(sandbox);
    expect(await ids()).toEqual([]);
    expect(await findings(false)).toMatchObject([{ id: found!.id, resolvedAt: expect.any(Number) }]);
  });

  it("says nothing, and resolves nothing, about what it could not look at", async () => {
    await tell("advisories", { advisories: [advisory("GHSA-open")] });
    await runSecurity(sandbox);
    expect(await ids()).toHaveLength(1);
    await later();
    await runSecurity(sandbox, { OSV_BASE_URL: `${sandbox}/nowhere` });
    expect(await ids()).toHaveLength(1);
  });

  it("takes the scopes it first saw as the baseline; a change stands until a person accepts it", async () => {
    await runSecurity(sandbox);
    const kept = await env.DB.prepare("SELECT value FROM cursors WHERE name = 'platform-scopes'").first<string>(
      "value",
    );
    const before = (JSON.parse(kept ?? "[]") as string[]).filter((scope) => scope !== "write_orders");
    await put(
      "UPDATE cursors SET value = ?1 WHERE name = 'platform-scopes'",
      JSON.stringify([...before, "read_what_is_no_more"]),
    );
    await later();
    await runSecurity(sandbox);
    expect(await findings()).toMatchObject([
      { id: "scopes:added", severity: "high", detail: { what: "write_orders" } },
      { id: "scopes:removed", severity: "medium", detail: { what: "read_what_is_no_more" } },
    ]);
    const accepted = await call("POST", "/v1/security/findings/scopes:added/accept", {
      body: { why: "we granted it" },
    });
    expect(accepted.status).toBe(200);
    await later();
    await runSecurity(sandbox);
    expect(await ids()).toEqual(["scopes:removed"]);
    expect(await ids(false)).toEqual(["scopes:added"]);
  });

  it("sees that another app came into the store and what it may do, once a person accepted it no more", async () => {
    await tell("apps", { apps: [{ handle: "reviews", title: "Reviews", scopes: ["read_products"] }] });
    await runSecurity(sandbox);
    expect(await ids()).toEqual([]);
    await tell("apps", {
      apps: [{ handle: "reviews", title: "Reviews", scopes: ["read_products", "write_customers"] }],
    });
    await later();
    await runSecurity(sandbox);
    expect(await findings()).toMatchObject([
      { id: "apps:added", severity: "high", detail: { what: "reviews: read_products write_customers" } },
      { id: "apps:removed", severity: "medium", detail: { what: "reviews: read_products" } },
    ]);
    for (const id of ["apps:added", "apps:removed"])
      await call("POST", `/v1/security/findings/${id}/accept`, { body: { why: "it asked for them" } });
    await later();
    await runSecurity(sandbox);
    expect(await ids()).toEqual([]);
    await tell("apps", { apps: [] });
  });

  it("sees what the storefront's front door lost, and that it fails", async () => {
    await tell("faults", { target: "storefront", kind: "quota", count: 1 });
    await runSecurity(sandbox);
    expect((await ids()).sort()).toEqual(["storefront:csp", "storefront:framing", "storefront:nosniff"]);
    await later();
    await runSecurity(sandbox);
    expect(await ids()).toEqual([]);
    await later();
    await tell("faults", { target: "storefront", kind: "503", count: 1 });
    await runSecurity(sandbox);
    expect(await ids()).toContain("storefront:answers");
  });

  it("finds a changed row of the audit log, however old, and goes on finding it", async () => {
    for (let at = 1; at <= 5; at += 1)
      await put(
        "INSERT INTO audit (id, at, actor, role, operation, subject) VALUES (?1, ?2, 't', 'admin', 'op', 's')",
        `r${at}`,
        at,
      );
    await sealChain(env.DB);
    await runSecurity(sandbox);
    expect(await ids()).toEqual([]);
    await put("UPDATE audit SET subject = 'another' WHERE id = 'r2'");
    await runSecurity(sandbox);
    await runSecurity(sandbox);
    expect(await findings()).toMatchObject([{ id: "audit-chain:chain", severity: "critical", detail: { row: 2 } }]);
  });

  it("names the source of many refusals and tokens that are old or idle", async () => {
    const now = Date.now();
    await put(
      "INSERT INTO access_refusals VALUES (1, 'login', 'abc', 60, ?1, ?1), (1, 'login', 'def', 3, ?1, ?1)",
      now,
    );
    const token = (id: string, created: number, used: number) =>
      put(
        "INSERT INTO tokens (id, name, hash, role, created_by, created_at, last_used_at) VALUES (?1, ?1, ?1, 'viewer', 't', ?2, ?3)",
        id,
        created,
        used,
      );
    await token("old", now - 200 * dayMs, now);
    await token("idle", now - 100 * dayMs, now - 95 * dayMs);
    await token("fresh", now - dayMs, now);
    await runSecurity(sandbox);
    expect((await ids()).sort()).toEqual(["access:login abc", "tokens:idle", "tokens:old"]);
  });
});
