// One of core's algorithms over NDJSON: `npm run evaluate -- forecast < lines.ndjson`, one answer per line with its id.
// Exit code 0 when every line was answered, be it with its own error; 2 when the task or its training file cannot be used.
import { once } from "node:events";
import { parseArgs } from "node:util";
import { lineBatches } from "./evaluate/line-batches.ts";
import { TASKS, TRAINED } from "./evaluate/tasks.ts";

// Whoever reads the answers may stop early, as `head` does.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

try {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { train: { type: "string" } } });
  const [name = ""] = positionals;
  if (!Object.hasOwn(TASKS, name)) {
    throw new Error(`There is no evaluate task "${name}". Tasks: ${Object.keys(TASKS).join(", ")}`);
  }
  if (values.train !== undefined && !TRAINED.includes(name)) {
    throw new Error(`"${name}" is not trained; --train goes with ${TRAINED.join(" and ")}.`);
  }
  const task = await TASKS[name]!();
  process.stdin.setEncoding("utf8");
  let failed = 0;
  for await (const answers of task(lineBatches(process.stdin), { trainFile: values.train })) {
    for (const answer of answers) if ("error" in answer) failed += 1;
    const text = answers.map((answer) => `${JSON.stringify(answer)}\n`).join("");
    if (!process.stdout.write(text)) await once(process.stdout, "drain");
  }
  if (failed > 0) console.error(`${failed} ${failed === 1 ? "line has" : "lines have"} an error for an answer.`);
} catch (error) {
  // Lines report their own problems; what gets here is a task or a training file that cannot be used.
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
