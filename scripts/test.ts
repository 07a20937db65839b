import { existsSync, globSync } from "node:fs";
import { fromRoot, root } from "./platform/paths.ts";
import { findChromium, findPromtool } from "./platform/tools.ts";
import { runVitest, type Tally } from "./platform/vitest.ts";

/**
 * `npm test`: everything. `--unit`: what runs in Node alone. `--slow`: at their full size the tables and floods that are
 * sampled otherwise, hours of it. Further arguments are vitest's filters.
 * The last line is `N passed, N failed`, with `, N skipped` when a tool that a test needs is not on this machine.
 */
const fullSizes = {
  BATCH_EVERY: "1",
  CRASH_EVERY: "1",
  FAULTY_ORDERS: "1000",
  STORM: "10000",
  YEAR_VARIANTS: "3676",
};

const args = process.argv.slice(2);
const unitOnly = args.includes("--unit");
const slow = args.includes("--slow");
const filters = [
  ...args.filter((argument) => argument !== "--unit" && argument !== "--slow"),
  ...(slow ? ["crash-table", "price-batch", "order-fulfillment/faults", "storm", "year-of-cards"] : []),
];
if (slow) Object.assign(process.env, fullSizes);

const total: Tally = { passed: 0, failed: 0, skipped: 0 };
const add = (tally: Tally) => {
  total.passed += tally.passed;
  total.failed += tally.failed;
  total.skipped += tally.skipped;
};

// Generous: a machine that is busy with other things must not turn a right answer into a failure.
const patience = ["--testTimeout=60000", "--hookTimeout=120000"];
add(await runVitest([...(unitOnly ? ["--project", "unit"] : []), ...patience, ...filters, "--passWithNoTests"]));

if (!unitOnly && existsSync(fromRoot("tests/node"))) {
  const chromium = findChromium();
  const promtool = findPromtool();
  const lacking = [
    ...(chromium ? [] : missing("browser", "no Chromium: install it or name it in CHROMIUM")),
    ...(promtool ? [] : missing("promtool", "no promtool: install Debian's prometheus or name it in PROMTOOL")),
  ];
  add(
    await runVitest(
      [
        "--config",
        "tests/node/vitest.config.ts",
        "--passWithNoTests",
        ...lacking.flatMap((file) => ["--exclude", file]),
        ...filters,
      ],
      { CHROMIUM: chromium ?? "", PROMTOOL: promtool ?? "" },
    ),
  );
  total.skipped += lacking.length;
}

console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ""}`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;

/** The test files named `*.<tool>.test.ts`, each said to be skipped and why. */
function missing(tool: string, reason: string): string[] {
  const files = globSync(`tests/node/**/*.${tool}.test.ts`, { cwd: root });
  for (const file of files) console.log(`skipped: ${file} (${reason})`);
  return files;
}
