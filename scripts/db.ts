import { readdirSync } from "node:fs";
import path from "node:path";
import { keepPoint, points, restorePoint } from "./db/points.ts";
import { writeRetention } from "./db/retention.ts";
import { openDatabase } from "./platform/database.ts";
import { migrate } from "./platform/migrate.ts";
import { bin, fromRoot } from "./platform/paths.ts";
import { heldBy } from "./platform/processes.ts";
import { run } from "./platform/run.ts";

/** `npm run db -- generate <name> | apply | history | restore <point>`: the migrations, and this machine's database. */
const stateDir = process.env.ROYAL_DIR ? path.resolve(process.env.ROYAL_DIR) : fromRoot(".royal");
const [verb, argument] = process.argv.slice(2);

const verbs: Record<string, () => Promise<string>> = {
  async generate() {
    if (!argument) throw new Error("name the migration: npm run db -- generate add-suppliers");
    const before = migrations();
    const { status, output } = await run(bin("drizzle-kit"), ["generate", "--name", argument]);
    if (status !== 0) throw new Error(output);
    const made = migrations().filter((name) => !before.includes(name));
    const retention = (await writeRetention()) ? "; wrote schemas/db/retention.generated.ts" : "";
    return made.length > 0
      ? `wrote migrations/${made.join(", ")}: read it, then npm run db -- apply${retention}`
      : `no table changed${retention}`;
  },

  async apply() {
    if (heldBy(stateDir)) throw new Error("the system runs on this database: stop it, npm start applies them too");
    const point = keepPoint(stateDir);
    await migrate(stateDir);
    return `up to date${point ? `; what was before is kept as ${point}` : ""}`;
  },

  async history() {
    const known = new Set(appliedNames());
    const lines = migrations().map((name) => `${known.has(name) ? "applied" : "waiting"}  ${name}`);
    return [...lines, ...points(stateDir).map((point) => `point    ${point}`)].join("\n");
  },

  async restore() {
    if (!argument || !points(stateDir).includes(argument)) {
      throw new Error(`name a point: ${points(stateDir).join(", ") || "there is none yet; apply keeps one"}`);
    }
    if (heldBy(stateDir)) throw new Error("the system runs on this database: stop it first");
    const kept = keepPoint(stateDir);
    restorePoint(stateDir, argument);
    return `restored ${argument}; what was before is kept as ${kept}`;
  },
};

function migrations(): string[] {
  return readdirSync(fromRoot("migrations"))
    .filter((name) => name.endsWith(".sql"))
    .sort();
}

function appliedNames(): string[] {
  try {
    const database = openDatabase(stateDir);
    try {
      return database
        .prepare("SELECT name FROM d1_migrations")
        .all()
        .map((row) => String(row.name));
    } finally {
      database.close();
    }
  } catch {
    // No database yet: nothing is applied.
    return [];
  }
}

const chosen = verb === undefined ? undefined : verbs[verb];
if (!chosen) {
  console.error("usage: npm run db -- generate <name> | apply | history | restore <point>");
  process.exit(2);
}
try {
  console.log(await chosen());
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
