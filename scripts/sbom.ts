import { writeFileSync } from "node:fs";
import { cycloneDx } from "./sbom/cyclonedx.ts";
import { componentsFile, componentsText, readDeployed } from "./sbom/deployed.ts";

/** `npm run sbom [-- --write]`: the deployment's bill of materials on stdout; with `--write` also the security agent's list. */
const { application, components } = readDeployed();
if (process.argv.includes("--write")) writeFileSync(componentsFile, componentsText(components));
process.stdout.write(`${JSON.stringify(cycloneDx(application, components), null, 2)}\n`);
