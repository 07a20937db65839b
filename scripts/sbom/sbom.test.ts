import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { deployedComponents, type Lock } from "./components.ts";
import { cycloneDx } from "./cyclonedx.ts";
import { componentsFile, componentsText, readDeployed } from "./deployed.ts";

const lock: Lock = {
  "": { version: "1.0.0" },
  "node_modules/worker": { version: "1.0.0", integrity: "sha512-AAEC", license: "MIT", dependencies: { inner: "^1" } },
  "node_modules/inner": { version: "1.1.0" },
  "node_modules/@ui/kit": { version: "2.0.0", dev: true, dependencies: { inner: "^2", tool: "*" } },
  "node_modules/@ui/kit/node_modules/inner": { version: "2.2.0", dev: true },
  "node_modules/tool": { version: "3.0.0", dev: true },
  "node_modules/tester": { version: "4.0.0", dev: true },
};
const sources = [
  { path: "pages-ui/src/a.tsx", text: 'import { x } from "@ui/kit/button";\nimport y from "./y.ts";' },
  { path: "pages-ui/src/a.test.tsx", text: 'import { z } from "tester";' },
];

describe("the bill of materials", () => {
  it("has what the Workers depend on and what the dashboard imports, with all they bring, and no tool", () => {
    const found = deployedComponents(lock, sources).map(({ name, version }) => `${name}@${version}`);
    expect(found).toEqual(["@ui/kit@2.0.0", "inner@1.1.0", "inner@2.2.0", "tool@3.0.0", "worker@1.0.0"]);
  });

  it("is a CycloneDX document with package addresses, licences and hashes", () => {
    const bill = cycloneDx({ name: "app", version: "1.0.0" }, deployedComponents(lock, sources));
    expect(bill).toMatchObject({ bomFormat: "CycloneDX", specVersion: "1.6" });
    expect(bill.components[0]).toMatchObject({ purl: "pkg:npm/%40ui/kit@2.0.0" });
    expect(bill.components.at(-1)).toMatchObject({
      licenses: [{ license: { id: "MIT" } }],
      hashes: [{ alg: "SHA-512", content: "000102" }],
    });
  });

  it("of this checkout is the one the security agent asks about: npm run sbom -- --write", () => {
    const { components } = readDeployed();
    expect(components.length).toBeGreaterThan(12);
    expect(readFileSync(componentsFile, "utf8")).toBe(componentsText(components));
  });
});
