import { expect, it } from "vitest";
import { checkVariables } from "./variables.ts";

const facts = {
  sources: [
    { path: "agent-kit/a.ts", text: 'const { AWS_REGION: region } = env; variable(env, "RESEND_API_KEY"); env.DB;' },
    { path: "workers/control/env.ts", text: "export interface Env {\n  LOG_LEVEL?: string;\n}" },
    { path: "scripts/start.ts", text: 'port("CONTROL_PORT", 8787)' },
  ],
  example: "AWS_REGION=\n# RESEND_API_KEY=\nLOG_LEVEL=info\n",
  page: "| name | |\n|---|---|\n| `AWS_REGION` | x |\n| `RESEND_API_KEY`, `LOG_LEVEL` | y |\n\n## For the scripts\n\n| `CONTROL_PORT` | z |\n",
  bound: ["DB"],
};

it("is content when code, example and page name the same variables", () => {
  expect(checkVariables(facts)).toEqual([]);
});

it("does not take a constant of the code for a variable", () => {
  const source = { path: "integrations/cj/account.ts", text: 'export const CJ_HOST = "https://x"; fetch(CJ_HOST);' };
  expect(checkVariables({ ...facts, sources: [...facts.sources, source] })).toEqual([]);
});

it("names a variable missing from the example or the page", () => {
  expect(checkVariables({ ...facts, example: "LOG_LEVEL=\nAWS_REGION=\n" })).toEqual([
    "RESEND_API_KEY is read by the code: add it to .dev.vars.example",
  ]);
  expect(checkVariables({ ...facts, page: facts.page.replace("`AWS_REGION`", "") })[0]).toContain("AWS_REGION is read");
});

it("names a variable that no code reads any more", () => {
  expect(checkVariables({ ...facts, example: `${facts.example}OLD_NAME=\n` })[0]).toContain("OLD_NAME stands in");
  expect(checkVariables({ ...facts, sources: facts.sources.slice(0, 2) })[0]).toContain("CONTROL_PORT stands in");
});
