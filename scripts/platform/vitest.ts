import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { bin, root } from "./paths.ts";

export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; name: string; assertionResults: { status: string }[] }[];
}

/**
 * Runs vitest with its output shown, and counts from its JSON report. A file that does not load or whose hooks fail, an unhandled
 * error or a run without a report counts as one failure: a red run never shows `0 failed`.
 */
export async function runVitest(args: string[], env: Record<string, string> = {}): Promise<Tally> {
  const folder = mkdtempSync(path.join(tmpdir(), "royal-tests-"));
  const file = path.join(folder, "report.json");
  try {
    const status = await new Promise<number>((resolve) => {
      const child = spawn(
        bin("vitest"),
        ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`, ...args],
        { cwd: root, stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, ...env } },
      );
      child.on("error", () => resolve(1));
      child.on("close", (code) => resolve(code ?? 1));
    });
    return count(file, status);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function count(file: string, status: number): Tally {
  let report: Report;
  try {
    report = JSON.parse(readFileSync(file, "utf8")) as Report;
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const withoutTests = report.testResults.filter(
    (suite) => suite.status === "failed" && suite.assertionResults.every((test) => test.status !== "failed"),
  ).length;
  const failed = report.numFailedTests + withoutTests;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && status !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
