import { describe, expect, it } from "vitest";
import { operations } from "#schemas/api/table.ts";
import { docsPage } from "./docs-page.ts";
import { openApi } from "./openapi.ts";

interface Document {
  paths: Record<
    string,
    Record<string, { operationId: string; parameters: { name: string; in: string }[]; requestBody?: unknown }>
  >;
}

describe("the API's documents", () => {
  const { paths } = openApi() as Document;
  const described = Object.values(paths).flatMap((path) => Object.values(path));

  it("describe every operation once", () => {
    expect(described.map((entry) => entry.operationId).sort()).toEqual(Object.keys(operations).sort());
  });

  it("tell path, query and body apart", () => {
    const reject = paths["/v1/actions/{action}/reject"]?.post;
    expect(reject?.parameters.map(({ name, in: where }) => `${where} ${name}`)).toEqual([
      "path action",
      "header Idempotency-Key",
    ]);
    expect(JSON.stringify(reject?.requestBody)).toContain('"required":["reason"]');
    const list = paths["/v1/runs"]?.get;
    expect(list?.parameters.map(({ name }) => name)).toEqual(["agent", "outcome", "limit", "cursor"]);
    expect(list?.requestBody).toBeUndefined();
  });

  it("are a page that needs nothing from anywhere else", async () => {
    const response = docsPage();
    const page = await response.text();
    for (const id of Object.keys(operations)) expect(page).toContain(`<code>${id}</code>`);
    expect(page).toContain("limit?: integer 1 to 200 = 50");
    expect(page).not.toMatch(/<script|https?:\/\/|<link|<img|@import|url\(/);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  });
});
