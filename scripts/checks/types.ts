import { existsSync } from "node:fs";
import { bin, fromRoot } from "../platform/paths.ts";
import { run } from "../platform/run.ts";

/** Every part of the project is checked against the globals it really has; what runs a Worker's adapters in Node has both. */
const projects = [
  "core/tsconfig.json",
  "tsconfig.json",
  "tsconfig.node.json",
  "tsconfig.live.json",
  "pages-ui/tsconfig.json",
];

/** The compiler's complaints over all tsconfigs, one string each; empty when the types hold. */
export async function checkTypes(): Promise<string[]> {
  const problems: string[] = [];
  for (const project of projects) {
    if (!existsSync(fromRoot(project))) continue;
    const { status, output } = await run(bin("tsc"), ["-p", project, "--noEmit", "--pretty", "false"]);
    if (status === 0 || output.includes("TS18003")) continue;
    problems.push(...output.trim().split("\n"));
  }
  return problems;
}
