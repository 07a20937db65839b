import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { listAgents } from "#schemas/api/agents.ts";
import { ask } from "#scripts/platform/ask.ts";
import { findChromium } from "#scripts/platform/tools.ts";
import { actions, decide, importAndPropose, startTrial, storeState, type Trial, until } from "./trial-system.ts";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const pages = [
  "/",
  "/proposals",
  "/changes",
  "/batches",
  "/orders",
  "/purchases",
  "/risk",
  "/candidates",
  "/agents",
  "/runs",
  "/health",
  "/security",
  "/runbooks/emergency-stop",
  "/policy",
  "/audit",
  "/store",
];
const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

let system: Trial;
let browser: Browser;
let context: BrowserContext;
let page: Page;
/** Whatever the page complained about: a blocked script, an exception, an address that is not there. */
const complaints: string[] = [];

beforeAll(async () => {
  system = await startTrial({ dashboard: "built" });
  await importAndPropose(system);
  browser = await chromium.launch({ executablePath: findChromium() ?? "", args: flags });
  context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
  page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
});
afterAll(async () => {
  await browser?.close();
  await system?.end();
});

const open = async (path: string) => {
  await page.goto(`${system.dashboardUrl}${path}`);
  await page.locator("h1").waitFor();
  await page.locator(".bones").first().waitFor({ state: "detached" });
};
const signInCode = async () =>
  (await ask(system, z.object({ code: z.string() }), "/v1/session/codes", "POST", {})).code;

describe("the dashboard", () => {
  it("shows a stranger the door, and opens by a link once, keeping the page it led to", async () => {
    await page.goto(`${system.dashboardUrl}/agents`);
    await page.getByRole("heading", { name: "You are not signed in." }).waitFor();
    complaints.length = 0;

    const code = await signInCode();
    // A fragment alone is no navigation.
    await page.goto("about:blank");
    await page.goto(`${system.dashboardUrl}/agents#code=${code}`);
    await page.getByRole("cell", { name: /Inventory & Pricing/ }).waitFor();
    expect(new URL(page.url()).hash).toBe("");
    expect(await page.title()).toBe("Agents · Royal Equips");

    const stranger = await browser.newContext();
    const other = await stranger.newPage();
    await other.goto(`${system.dashboardUrl}/#code=${code}`);
    await other.getByRole("heading", { name: /has been used/ }).waitFor();
    await stranger.close();
  });

  it("sends a strict policy with every page and runs under it", async () => {
    const reply = await fetch(`${system.dashboardUrl}/proposals`);
    const policy = reply.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain("unsafe");
    expect(policy).toContain("frame-ancestors 'none'");
    for (const path of pages) await open(path);
    expect(complaints).toEqual([]);
  });

  it("approves by a key, follows the change to the shop without a reload, and undoes it", async () => {
    await open("/proposals");
    await page.getByText(/^live/).waitFor();
    const before = await actions(system, "proposed");
    // Prices gain per week, purchases once.
    const prices = page.locator("article", { hasText: "a week" }).first();
    const unfold = prices.getByRole("button", { name: /Show all|Choose rows/ });
    if ((await unfold.count()) > 0) {
      await unfold.click();
      const boxes = prices.getByRole("checkbox");
      await boxes.first().waitFor();
      for (const box of (await boxes.all()).slice(1)) await box.uncheck();
    }
    await prices.getByRole("button", { name: /^Approve/ }).focus();
    await page.keyboard.press("a");
    await page
      .getByRole("status")
      .getByText(/approved, being applied/)
      .waitFor();
    await until("the approved price", async () => (await actions(system, "applied")).length === 1);
    expect((await actions(system, "proposed")).length).toBe(before.length - 1);

    await page.getByRole("link", { name: "Changes" }).first().click();
    const undo = page.locator("main").getByRole("button", { name: /^Undo/ });
    await undo.waitFor();
    await page.getByRole("heading", { name: "One change made since yesterday, none undone." }).waitFor();
    await undo.click();
    await until("the undoing", async () => (await actions(system, "reverted")).length === 1);
    await page.getByRole("heading", { name: "One change made since yesterday, one undone." }).waitFor();
  });

  it("mails an order to the address set beside it, and notes what arrived", async () => {
    const [draft] = (await actions(system, "proposed")).filter(({ kind }) => kind === "purchase.draft");
    await decide(system, "approve", [draft?.id ?? ""]);
    await until("the draft", async () => (await ask(system, rowsWithId, "/v1/purchases?limit=1")).items.length > 0);
    await open(`/purchases/${await anyPurchase()}`);
    await page.getByText("No address is set yet").waitFor();
    await page.getByPlaceholder("orders@supplier.com").fill("sales@supplier.example");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("No address is set yet").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Mail it …" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Mail it" }).click();
    await page.getByText("Mailed to sales@supplier.example.", { exact: true }).waitFor();
    const { mails } = await storeState(system);
    expect(mails).toMatchObject([{ to: ["sales@supplier.example"], repeats: 0 }]);

    await page.locator("input.units").first().fill("1");
    await page.getByRole("button", { name: "Note 1 unit as arrived" }).click();
    await page.getByText(/^1 unit arrived/).waitFor();
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save as CSV" }).click();
    expect((await saved).suggestedFilename()).toMatch(/^PO-[A-Z0-9]{8}[.]csv$/);
  });

  it("asks for a reason to reject, and takes nothing when it is closed", async () => {
    await open("/proposals");
    const before = (await actions(system, "proposed")).length;
    const card = page.locator("article").first();
    const name = await card.getAttribute("aria-label");
    await card.getByRole("button", { name: "Reject" }).click();
    expect(await page.getByRole("radio").count()).toBe(5);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect((await actions(system, "proposed")).length).toBe(before);

    await card.getByRole("button", { name: "Reject" }).click();
    await page.getByRole("radio", { name: "Too risky" }).check();
    await page.getByRole("dialog").getByRole("button", { name: "Reject" }).click();
    await page.getByRole("article", { name: name ?? "", exact: true }).waitFor({ state: "detached" });
    await until("the rejection", async () => (await actions(system, "rejected")).length > 0);
    const [rejected] = await actions(system, "rejected");
    expect(rejected?.decisionReason).toContain("too-risky");
  });

  it("stops everything from any page, shows who holds it, and lets go again", async () => {
    await open("/runs");
    await page.getByRole("button", { name: "Stop everything" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Stop everything" }).click();
    const { items: agents } = await ask(system, listAgents.output, "/v1/agents");
    await dialog.getByText("holds the stop").first().waitFor();
    expect(await dialog.getByText("holds the stop").count()).toBe(agents.length);
    await page.keyboard.press("Escape");
    await page.getByRole("alert").getByText("Everything is stopped.").waitFor();
    await page.setViewportSize({ width: 360, height: 800 });
    expect(await tooWide()).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 860 });
    expect(await ask(system, null, "/v1/emergency-stop")).toMatchObject({ stopped: true });

    await page.getByRole("button", { name: /release/ }).click();
    await dialog.getByRole("button", { name: "Release" }).click();
    await dialog.getByText("released").first().waitFor();
    expect(await dialog.getByText("released").count()).toBe(agents.length);
    expect(await ask(system, null, "/v1/emergency-stop")).toMatchObject({ stopped: false });
    await page.keyboard.press("Escape");
  });

  it("tells what came of the import, and tries a store's credentials without showing or keeping them", async () => {
    await open("/store");
    await page.getByRole("heading", { name: /royal-sandbox.myshopify.com is read: [\d,]+ orders/ }).waitFor();
    await page.getByLabel("Domain").fill("royal-sandbox");
    await page.getByText("Access token").click();
    const secret = page.getByLabel("Access token", { exact: true }).last();
    expect(await secret.getAttribute("type")).toBe("password");
    await secret.fill("shpat_guessed");
    await page.getByRole("button", { name: "Try" }).click();
    await page.getByText(/does not accept this access token .* client id and secret/).waitFor();
  });

  it("goes anywhere by keys", async () => {
    await open("/");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("pol");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/policy");
    await page.keyboard.press("1");
    await page.waitForURL((url) => url.pathname === "/");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    await page.keyboard.press("Escape");
  });

  it("says so when the line is lost, and takes it up again", async () => {
    await open("/");
    await page.getByText(/^live/).waitFor();
    complaints.length = 0;
    // It is started again within seconds: killed as often as it comes back, until the page has had time to notice.
    const old = page.getByText("What you see may be old.");
    for (const end = Date.now() + 60_000; Date.now() < end && !(await old.isVisible()); await sleep(500))
      system.kill("dashboard");
    await old.waitFor();
    await system.recovered();
    await page.getByText(/^live/).waitFor({ timeout: 60_000 });
    complaints.length = 0;
  });

  for (const [colorScheme, width] of [
    ["light", 1280],
    ["dark", 1280],
    ["light", 360],
    ["dark", 360],
  ] as const)
    it(`has no barrier that axe finds, ${colorScheme} at ${width} px, and never scrolls sideways`, async () => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 800 });
      for (const path of [
        ...pages,
        "/agents/inventory-pricing",
        `/runs/${await anyRun()}`,
        `/changes/${await anyChange()}`,
        `/purchases/${await anyPurchase()}`,
      ]) {
        await open(path);
        expect(await barriers(), path).toEqual([]);
        expect(await tooWide(), path).toEqual([]);
      }
    });
});

/** What sticks out of the page to the right, unless it stands in something that scrolls by itself. */
async function tooWide(): Promise<string[]> {
  return page.evaluate<string[]>(`[...document.querySelectorAll("body *")]
    .filter((each) => each.getBoundingClientRect().right > innerWidth && !each.closest(".scroll, .rail, .sr-only"))
    .map((each) => each.tagName + "." + each.className + " " + each.textContent.slice(0, 60))
    .concat(document.documentElement.scrollWidth > innerWidth ? ["the page scrolls sideways"] : [])`);
}

interface AxeResults {
  violations: { id: string; nodes: { target: unknown; failureSummary?: string }[] }[];
}

async function barriers(): Promise<string[]> {
  // Evaluated, not added as a script: the page's own policy would rightly refuse that.
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate<AxeResults>(`axe.run({ runOnly: ${JSON.stringify(rules)} })`);
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${String(node.target)}`));
}

const rowsWithId = z.object({ items: z.array(z.object({ id: z.string() })) });

async function anyRun(): Promise<string> {
  return (await ask(system, rowsWithId, "/v1/runs?limit=1")).items[0]?.id ?? "";
}

async function anyPurchase(): Promise<string> {
  return (await ask(system, rowsWithId, "/v1/purchases?limit=1")).items[0]?.id ?? "";
}

async function anyChange(): Promise<string> {
  return (await ask(system, rowsWithId, "/v1/actions?limit=1")).items[0]?.id ?? "";
}
