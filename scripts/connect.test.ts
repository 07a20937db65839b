import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { mirrorScopes } from "#integrations/shopify/mirror-scopes.ts";
import { startTestSandbox, type TestSandbox } from "#sandbox/testing.ts";
import type { Question } from "./connect/questions.ts";
import { connect } from "./connect.ts";

const domain = "royal-sandbox.myshopify.com";
const byClient = ["--store", domain, "--client-id", "sandbox-client", "--client-secret", "sandbox-secret"];
const byToken = ["--store", domain, "--token", "shpat_sandbox"];
const pricing = {
  id: "pricing",
  name: "Pricing Agent",
  needs: [{ scopes: ["read_products", "read_markets"] }],
  actions: [{ scopes: ["write_products"] }],
};

let folder = "";
let shop: TestSandbox;
beforeAll(async () => {
  shop = await startTestSandbox();
});
afterAll(() => shop.close());
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "connect-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What the store grants and shows this app. */
interface Grant {
  scopes?: readonly string[];
  withholdPersonal?: boolean;
}

async function run(args: string[], { grant = {}, ask = null }: { grant?: Grant; ask?: Question | null } = {}) {
  shop.sandbox.credentials.scopes = [...(grant.scopes ?? mirrorScopes)];
  shop.sandbox.shop.options.withholdPersonal = grant.withholdPersonal;
  const answer = await connect(args, {
    env: { SHOPIFY_BASE_URL: shop.sandbox.origin },
    ask,
    stateDir: path.join(folder, ".royal"),
    varsFile: vars(),
    agents: async () => [pricing],
  });
  for (const secret of ["sandbox-secret", "shpat_sandbox", "guessed"])
    expect(`${answer.stdout}${answer.stderr}`).not.toContain(secret);
  return answer;
}

const vars = () => path.join(folder, ".dev.vars");
const written = () => readFileSync(vars(), "utf8");

/** A local database as the Workers leave it, with one store in it. */
function hold(id: string, held: string) {
  const place = path.join(folder, ".royal/state/v3/d1/miniflare-D1DatabaseObject");
  mkdirSync(place, { recursive: true });
  new DatabaseSync(path.join(place, "metadata.sqlite")).close();
  const database = new DatabaseSync(path.join(place, "a.sqlite"));
  database.exec(`CREATE TABLE shop (id TEXT, domain TEXT); INSERT INTO shop VALUES ('${id}', '${held}')`);
  database.close();
}

test("an app's id and secret: what they allow is shown, and they are written for the owner alone", async () => {
  writeFileSync(vars(), "ADMIN_TOKEN=kept\nSHOPIFY_ACCESS_TOKEN=left-over\n");
  const { exitCode, stdout } = await run(byClient);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/Pricing Agent +lacks read_markets +lacks write_products +shadow only/);
  expect(stdout).toContain(
    "Scopes to begin with: read_customers,read_inventory,read_locations,read_markets,read_orders,read_products",
  );
  expect(stdout).toMatch(/Only read scopes are granted/);
  expect(stdout).toMatch(/last 60 days/);
  expect(stdout).toMatch(/Now: npm start$/);
  expect(written()).toBe(
    `ADMIN_TOKEN=kept\nSHOPIFY_STORE=${domain}\nSHOPIFY_CLIENT_ID=sandbox-client\nSHOPIFY_CLIENT_SECRET=sandbox-secret\nSHOPIFY_BASE_URL=${shop.sandbox.origin}\n`,
  );
  expect(statSync(vars()).mode & 0o777).toBe(0o600);
});

test("a static token, and the key that signs its webhooks", async () => {
  await run([...byToken, "--webhook-secret", "shpss_1"]);
  expect(written()).toContain("SHOPIFY_ACCESS_TOKEN=shpat_sandbox\nSHOPIFY_WEBHOOK_SECRET=shpss_1\n");
  expect((await run(byToken)).stdout).toMatch(/Without the app's API secret key webhooks cannot be checked/);
});

test("a person is asked for what is missing, and secrets are not shown", async () => {
  const answers = ["https://admin.shopify.com/store/royal-sandbox", "", "sandbox-client", "sandbox-secret"];
  const asked: [string, boolean][] = [];
  const ask: Question = async (text, options) => {
    asked.push([text, options?.hidden ?? false]);
    return answers[asked.length - 1] ?? "";
  };
  expect((await run([], { ask })).exitCode).toBe(0);
  expect(asked.map(([, hidden]) => hidden)).toEqual([false, false, false, true]);
  expect(written()).toContain(`SHOPIFY_STORE=${domain}\n`);
});

test("granted write scopes are named, with the advice to begin without them", async () => {
  const { stdout } = await run(byClient, {
    grant: { scopes: [...mirrorScopes, "write_products", "read_all_orders"] },
  });
  expect(stdout).toMatch(/take write_products out of the app's scopes/);
  expect(stdout).toMatch(/Pricing Agent +lacks read_markets +all it needs +shadow, approve, auto/);
  expect(stdout).not.toMatch(/60 days/);
});

test("level-2 customer data refused is told, and no obstacle", async () => {
  const { exitCode, stdout } = await run(byClient, { grant: { withholdPersonal: true } });
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/withholds the names.*: use an app made in the Dev Dashboard/);
});

test.each<[string, string[], Grant, RegExp]>([
  [
    "wrong domain",
    ["--store", "royal", ...byClient.slice(2)],
    {},
    /^These credentials belong to royal-sandbox.* give /,
  ],
  ["no store's address", ["--store", "royal.example", ...byClient.slice(2)], {}, /give the one that ends in/],
  ["wrong secret", [...byClient.slice(0, 5), "guessed"], {}, /copy both again/],
  ["expired token", [...byToken.slice(0, 3), "shpat_old"], {}, /expired .* give the app's client id and secret/],
  [
    "missing scope",
    byClient,
    { scopes: ["read_products", "read_inventory"] },
    /lacks read_customers, read_locations, read_orders.* add them/,
  ],
  ["odd credential", [...byClient.slice(0, 5), "a b"], {}, /^SHOPIFY_CLIENT_SECRET contains .* copy it again/],
])("%s: one sentence that says what to do, and nothing is written", async (_name, args, grant, sentence) => {
  const { exitCode, stdout, stderr } = await run(args, { grant });
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
  expect(stderr).toMatch(sentence);
  expect(stderr).toMatch(/^[^\n]*\.$/);
  expect(written).toThrow();
});

test("a second store by mistake: refused while the database holds another, allowed for the same one", async () => {
  hold("gid://shopify/Shop/2", "first.myshopify.com");
  const refused = await run(byClient);
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toBe(
    `This database holds first.myshopify.com, so ${domain} cannot be connected to it: connect ${domain} in a second checkout or deployment, or set this one's data aside first (locally: stop it and rename the folder .royal).`,
  );
  expect(written).toThrow();
  rmSync(path.join(folder, ".royal"), { recursive: true });
  hold(shop.sandbox.shop.gids.gid("Shop", 1), "before-it-was-renamed.myshopify.com");
  expect((await run(byClient)).exitCode).toBe(0);
});

test("--check writes nothing, --json is one document", async () => {
  const { stdout } = await run([...byClient, "--check", "--json"]);
  expect(JSON.parse(stdout)).toMatchObject({ ok: true, store: { domain }, wrote: [], agents: [{ most: "shadow" }] });
  expect(written).toThrow();
  const wrong = await run(["--store", "royal", ...byClient.slice(2), "--json"]);
  expect(JSON.parse(wrong.stdout)).toMatchObject({ ok: false, code: "wrong-domain" });
});

test("nobody to ask, and something missing: the usage", async () => {
  expect(await run(["--store", domain])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--check") });
  expect(await run(["--sotre", domain])).toMatchObject({ exitCode: 2 });
});
