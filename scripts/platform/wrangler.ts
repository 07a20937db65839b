import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fromRoot } from "./paths.ts";
import { MARK } from "./processes.ts";
import { runtimes } from "./runtimes.ts";
import type { ServiceOptions } from "./service.ts";

const node = process.execPath;
/** wrangler without its launcher: one process fewer, and signals go straight to it. */
const cli = ["--no-warnings", fromRoot("node_modules/wrangler/wrangler-dist/cli.js")];

/** What keeps one system apart from every other on the machine, and quiet. */
export function wranglerEnv(stateDir: string): Record<string, string> {
  return {
    [MARK]: stateDir,
    WRANGLER_REGISTRY_PATH: path.join(stateDir, "registry"),
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_LOG_PATH: path.join(stateDir, "logs", "wrangler"),
    X_LOCAL_OBSERVABILITY: "false",
    CI: "1",
  };
}

const shared = (stateDir: string, port: number) => [
  "--ip",
  "127.0.0.1",
  "--port",
  String(port),
  "--inspector-port",
  "0",
  "--persist-to",
  path.join(stateDir, "state"),
  "--show-interactive-dev-session=false",
];

export interface WranglerOptions {
  stateDir: string;
  port: number;
  log: (line: string) => void;
}

/** Every Worker in one `wrangler dev`; control is the first and answers on the port. */
export function workersService({
  stateDir,
  port,
  log,
  configs,
}: WranglerOptions & { configs: string[] }): ServiceOptions {
  return {
    name: "the Workers",
    port,
    log,
    silentMs: 120_000,
    // A proxy that wrangler restarts accepts connections and never answers them.
    identity: (group) => runtimes(group, port, "proxy").join(),
    launch: {
      command: node,
      args: [...cli, "dev", ...configs.flatMap((file) => ["-c", file]), ...shared(stateDir, port)],
      cwd: fromRoot(),
      env: wranglerEnv(stateDir),
      logFile: path.join(stateDir, "logs", "workers.log"),
    },
    probe: async (signal) => (await fetch(`http://127.0.0.1:${port}/livez`, { signal })).ok,
  };
}

/**
 * The dashboard by `wrangler pages dev`. A second configuration beside its own keeps it from taking the root
 * `wrangler.toml`, which is control's, for its own: given one alone it looks beside the nearest package.json.
 */
export function dashboardService({ stateDir, port, log }: WranglerOptions): ServiceOptions {
  const anchor = path.join(stateDir, "pages-anchor");
  mkdirSync(anchor, { recursive: true });
  writeFileSync(
    path.join(anchor, "index.js"),
    "export default { fetch: () => new Response(null, { status: 404 }) };\n",
  );
  writeFileSync(
    path.join(anchor, "wrangler.toml"),
    'name = "pages-dev-anchor"\nmain = "index.js"\ncompatibility_date = "2026-10-20"\n',
  );
  return {
    name: "the dashboard",
    port,
    log,
    silentMs: 120_000,
    // A proxy that wrangler restarts accepts connections and never answers them.
    identity: (group) => runtimes(group, port, "proxy").join(),
    launch: {
      command: node,
      args: [
        ...cli,
        "pages",
        "dev",
        "-c",
        "wrangler.toml",
        "-c",
        path.join(anchor, "wrangler.toml"),
        ...shared(stateDir, port),
      ],
      cwd: fromRoot("pages-ui"),
      env: wranglerEnv(stateDir),
      logFile: path.join(stateDir, "logs", "dashboard.log"),
    },
    probe: async (signal) => (await fetch(`http://127.0.0.1:${port}/`, { signal })).status < 500,
  };
}

/** The dashboard from its sources, reloading as they change; vite hands /api to control as the Function does. */
export function hotDashboardService(options: WranglerOptions & { controlUrl: string }): ServiceOptions {
  const { stateDir, port, log, controlUrl } = options;
  return {
    name: "the dashboard",
    port,
    log,
    launch: {
      command: node,
      args: [fromRoot("node_modules/vite/bin/vite.js"), fromRoot("pages-ui")],
      cwd: fromRoot("pages-ui"),
      env: { [MARK]: stateDir, DASHBOARD_PORT: String(port), CONTROL_PORT: new URL(controlUrl).port },
      logFile: path.join(stateDir, "logs", "dashboard.log"),
    },
    probe: async (signal) => (await fetch(`http://127.0.0.1:${port}/`, { signal })).status < 500,
  };
}

/** Applies the migrations that the local database has not seen. */
export function migrationCommand(stateDir: string): { command: string; args: string[] } {
  return {
    command: node,
    args: [
      ...cli,
      "d1",
      "migrations",
      "apply",
      "DB",
      "--local",
      "-c",
      fromRoot("wrangler.toml"),
      "--persist-to",
      path.join(stateDir, "state"),
    ],
  };
}
