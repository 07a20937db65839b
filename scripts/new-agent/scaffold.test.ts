import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { checkConfigs } from "../checks/config.ts";
import { parseConfig, readConfigs } from "../platform/configs.ts";
import { fromRoot } from "../platform/paths.ts";
import { scaffold } from "./scaffold.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "royal-scaffold-"));
  mkdirSync(path.join(root, "workers"), { recursive: true });
  cpSync(fromRoot("wrangler.toml"), path.join(root, "wrangler.toml"));
  cpSync(
    fromRoot("workers/inventory-pricing/wrangler.toml"),
    path.join(root, "workers/inventory-pricing/wrangler.toml"),
  );
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const read = (file: string) => readFileSync(path.join(root, file), "utf8");

it("writes three files and one binding, and the configurations still agree", () => {
  const made = scaffold({ root, id: "returns-desk", cron: "7 6 * * MON" });
  expect(made).toEqual({
    files: ["workers/returns-desk/wrangler.toml", "workers/returns-desk/index.ts", "workers/returns-desk/decide.ts"],
    binding: "AGENT_RETURNS_DESK",
  });
  const others = readConfigs().filter((config) => config.file !== "wrangler.toml");
  const files = ["wrangler.toml", "workers/returns-desk/wrangler.toml"];
  const changed = files.map((file) => parseConfig(file, read(file)));
  expect(checkConfigs([...others, ...changed], null)).toEqual([]);
  expect(changed[1]?.vars).toMatchObject({ AGENT: "returns-desk", SCHEDULE: "7 6 * * MON" });
  expect(read("workers/returns-desk/index.ts")).toContain('name: "Returns Desk Agent"');
});

it.each([
  ["Returns", "7 * * * *", "no agent's name"],
  ["inventory-pricing", "7 * * * *", "exists already"],
  ["returns", "7 * * *", "4 fields"],
  ["returns", "7 6 * * 1", "name its weekdays"],
  ["returns", "99 6 * * *", "is none"],
])("refuses %s with the cron %s, and changes nothing", (id, cron, problem) => {
  const before = read("wrangler.toml");
  expect(scaffold({ root, id, cron })).toEqual({ problem: expect.stringContaining(problem) });
  expect(read("wrangler.toml")).toBe(before);
});
