import { expect, test } from "vitest";
import { changeVars } from "./change-vars.ts";

test("sets, adds and takes out names, and leaves every other line as it was", () => {
  const before =
    "# The system\nADMIN_TOKEN=a b\n\nSHOPIFY_STORE=old\nexport SHOPIFY_ACCESS_TOKEN='x'\n# SHOPIFY_CLIENT_ID=\n";
  const changes = { SHOPIFY_STORE: "new", SHOPIFY_ACCESS_TOKEN: null, SHOPIFY_CLIENT_ID: "id", SHOPIFY_BASE_URL: null };
  expect(changeVars(before, changes)).toBe(
    "# The system\nADMIN_TOKEN=a b\n\nSHOPIFY_STORE=new\n# SHOPIFY_CLIENT_ID=\nSHOPIFY_CLIENT_ID=id\n",
  );
});

test("writes a name that stood twice once", () => {
  expect(changeVars("A=1\nA=2\n", { A: "3" })).toBe("A=3\n");
});

test("begins a file, and leaves none of nothing", () => {
  expect(changeVars("", { A: "1" })).toBe("A=1\n");
  expect(changeVars("A=1\n", { A: null })).toBe("");
});
