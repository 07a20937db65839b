// Runs `scripts/<verb>.ts` from a bare clone: installs what the lock asks for, then hands over to the Node that came with it.
// Plain JavaScript for the machine's own Node (20.19 or newer), with nothing but built-ins: it runs before anything is installed.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const root = path.resolve(import.meta.dirname, "..");
const modules = path.join(root, "node_modules");
const [verb = "help", ...args] = process.argv.slice(2);
const script = path.join(root, "scripts", `${verb}.ts`);

/** The newest Node line the scripts are written for: TypeScript runs as it is, `node:sqlite` needs no flag. */
const MAJOR = 24;

if (!existsSync(script)) {
  console.error(`There is no "${verb}". Try: npm run help`);
  process.exit(2);
}
install();
process.env.ROYAL_ANCESTORS = ancestors().join(",");
await handOver();

/**
 * npm and its shell, when npm runs this: a SIGTERM to npm ends only the shell, a SIGKILL not even that, so whoever
 * starts lasting processes watches these ids itself (`platform/processes.ts`).
 */
function ancestors() {
  if (!process.env.npm_lifecycle_event) return [];
  try {
    const stat = readFileSync(`/proc/${process.ppid}/stat`, "utf8");
    return [process.ppid, Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1])];
  } catch {
    return [process.ppid];
  }
}

/** npm's own record of what it installed, against the lock: survives a checkout, an interrupted install and hand-made installs. */
function upToDate() {
  try {
    const wanted = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")).packages;
    const present = JSON.parse(readFileSync(path.join(modules, ".package-lock.json"), "utf8")).packages;
    return Object.entries(wanted).every(
      ([where, entry]) => where === "" || entry.optional || present[where]?.version === entry.version,
    );
  } catch {
    return false;
  }
}

function install() {
  if (upToDate()) return;
  console.error("Installing the dependencies (half a minute the first time) …");
  const windows = process.platform === "win32";
  // Not `npm ci`: it refuses a lock made where the other platforms' packages were not to be had.
  const npm = spawnSync(windows ? "npm.cmd" : "npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: windows,
  });
  if (npm.status !== 0) {
    console.error(
      `npm install failed (${npm.error?.message ?? `exit ${npm.status}`}). Run "npm install --loglevel=error" to see why.`,
    );
    process.exit(1);
  }
}

async function handOver() {
  process.env.PATH = [path.join(modules, ".bin"), path.dirname(process.execPath), process.env.PATH ?? ""].join(
    path.delimiter,
  );
  if (Number(process.versions.node.split(".")[0]) >= MAJOR) {
    process.argv = [process.execPath, script, ...args];
    await import(pathToFileURL(script).href);
    return;
  }
  const bundled = path.join(modules, ".bin", "node");
  if (!existsSync(bundled)) {
    console.error(`Node ${MAJOR} is needed and none is packaged for this platform: install it and try again.`);
    process.exit(1);
  }
  const child = spawn(bundled, [script, ...args], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
