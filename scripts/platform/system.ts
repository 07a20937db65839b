import { mkdirSync } from "node:fs";
import path from "node:path";
import * as z from "zod/mini";
import { supplierVars } from "#sandbox/vendors/doubles.ts";
import { type ClockMove, listenForClock } from "./clock-hook.ts";
import { readConfigs } from "./configs.ts";
import { CronDriver, type CronEntry, type Due } from "./cron.ts";
import { buildDashboard, hasDashboard } from "./dashboard-build.ts";
import { writeLocalConfigs } from "./local-configs.ts";
import { migrate } from "./migrate.ts";
import { freePort, isFree } from "./ports.ts";
import { endLeftovers, MARK, takeState } from "./processes.ts";
import { type Runtime, runtimes } from "./runtimes.ts";
import { type SandboxOptions, sandboxCredentials, sandboxService } from "./sandbox.ts";
import { Service } from "./service.ts";
import { ensureSecrets, readVars } from "./vars.ts";
import { dashboardService, hotDashboardService, workersService } from "./wrangler.ts";

const ClockSchema = z.object({ offsetMs: z.number() });

type Request = (path: string, init?: RequestInit) => Promise<Response>;

export interface SystemPorts {
  control: number;
  dashboard: number;
  sandbox: number;
}

export interface SystemOptions {
  /** Absolute. Everything the system keeps lies here; one system per folder. */
  stateDir: string;
  /** 0, or nothing, takes any free port. */
  ports?: Partial<SystemPorts>;
  /** The local store; `false` when `vars` name a real one. */
  sandbox?: SandboxOptions | false;
  /** Reach every Worker; they win over what the system sets itself. */
  vars?: Record<string, string>;
  /** Serve the dashboard too: `built` as it is deployed, or `hot` from its sources (default: not at all). */
  dashboard?: "built" | "hot" | false;
  /** `on-time` (default) fires each cron when it is due; `manual` leaves it to `crons.fireAll` and the clock. */
  crons?: "on-time" | "manual";
  log?: (line: string) => void;
  /** Gives up a start that is still under way. */
  signal?: AbortSignal;
}

export type Killable = "workerd" | "proxy" | "workers" | "dashboard" | "sandbox" | "everything";

export interface System {
  stateDir: string;
  controlUrl: string;
  dashboardUrl: string | null;
  sandboxUrl: string | null;
  adminToken: string;
  /** Signs the sandbox's webhooks; null with a real store. */
  webhookSecret: string | null;
  crons: CronDriver;
  /** A request to control as admin; the path begins with a slash. */
  request: Request;
  /** SIGKILLs a part, or everything of the deployment (not the store); the supervision brings it back. */
  kill(what: Killable): void;
  /** Resolves when every part answers, e.g. after a kill. */
  recovered(timeoutMs?: number): Promise<void>;
  /** How often each part had to be replaced. */
  replaced(): Record<string, number>;
  /** Ends everything it started; resolves when no process is left. */
  stop(): Promise<void>;
}

/**
 * Starts one whole system on its own state: the store, every Worker, the dashboard, their crons and their clock. It meets
 * no other system, whatever runs beside it.
 */
export async function startSystem(options: SystemOptions): Promise<System> {
  const { stateDir, crons: mode = "on-time", log = () => {} } = options;
  for (const folder of ["logs", "state", "registry"]) mkdirSync(path.join(stateDir, folder), { recursive: true });
  const releaseState = takeState(stateDir);
  const leftovers = await endLeftovers(stateDir);
  if (leftovers > 0) log(`ended ${leftovers} processes an earlier start had to leave behind`);

  const dashboard = hasDashboard() ? (options.dashboard ?? false) : false;
  const ports = await choosePorts(options.ports).catch((error: unknown) => {
    releaseState();
    throw error;
  });
  const url = (port: number) => `http://127.0.0.1:${port}`;
  const services: Service[] = [];
  const closers: (() => Promise<void>)[] = [];
  let stopped: Promise<void> | null = null;
  const stop = () => {
    stopped ??= (async () => {
      driver.stop();
      await Promise.all(services.map((service) => service.stop()));
      for (const close of closers) await close();
      await endLeftovers(stateDir);
      releaseState();
    })();
    return stopped;
  };
  options.signal?.addEventListener("abort", () => void stop());

  const secretsFile = path.join(stateDir, "secrets.env");
  if (!options.vars?.ADMIN_TOKEN || !options.vars.SECRET_ENCRYPTION_KEY) ensureSecrets(secretsFile);
  const secrets = { ...readVars(secretsFile), ...options.vars };
  const adminToken = secrets.ADMIN_TOKEN ?? "";
  const controlUrl = url(ports.control);
  const request = (where: string, init: RequestInit = {}) =>
    fetch(`${controlUrl}${where}`, {
      ...init,
      headers: { authorization: `Bearer ${adminToken}`, "content-type": "application/json", ...init.headers },
    });
  const driver = new CronDriver({ entries: cronEntries(), offsetMs: 0, fire: (due) => fire(controlUrl, due, log) });

  const start = async (service: Service) => {
    if (stopped) throw new Error("the start was given up");
    services.push(service);
    await service.start();
    return service;
  };

  try {
    const vars: Record<string, string> = {
      ENVIRONMENT: "local",
      PUBLIC_URL: dashboard ? url(ports.dashboard) : controlUrl,
      ...readVars(secretsFile),
    };
    const preparing: Promise<unknown>[] = [migrate(stateDir)];
    if (dashboard === "built") preparing.push(buildDashboard(vars, { [MARK]: stateDir }));
    if (options.sandbox !== false) {
      const credentials = sandboxCredentials(stateDir);
      const hook = await listenForClock((move) => followClock(move, driver, request));
      closers.push(hook.close);
      const service = new Service(
        sandboxService({
          ...options.sandbox,
          stateDir,
          port: ports.sandbox,
          credentials,
          webhookAddress: `${controlUrl}/webhooks/shopify`,
          clockHook: hook.url,
          log,
        }),
      );
      preparing.push(start(service));
      Object.assign(vars, {
        SHOPIFY_BASE_URL: url(ports.sandbox),
        OSV_BASE_URL: `${url(ports.sandbox)}/vendors/osv`,
        SHOPIFY_STORE: "royal-sandbox.myshopify.com",
        SHOPIFY_ACCESS_TOKEN: credentials.token,
        SHOPIFY_WEBHOOK_SECRET: credentials.clientSecret,
        WEBHOOK_ADDRESS: `${controlUrl}/webhooks/shopify`,
        ...supplierVars(url(ports.sandbox), options.vars),
      });
    }
    await Promise.all(preparing);

    const configs = await writeLocalConfigs(stateDir, {
      vars: { ...vars, ...options.vars },
      hot: dashboard === "hot",
    });
    const serveDashboard = dashboard === "hot" ? hotDashboardService : dashboardService;
    await Promise.all([
      start(new Service(workersService({ stateDir, port: ports.control, log, configs }))),
      dashboard ? start(new Service(serveDashboard({ stateDir, port: ports.dashboard, log, controlUrl }))) : null,
    ]);
    if (options.sandbox !== false) await takeUpClock(url(ports.sandbox), driver, request);
    if (mode === "on-time") driver.start();
  } catch (error) {
    await stop();
    throw error;
  }

  const find = (name: string) => services.find((service) => service.name === name);
  const kill = (what: Killable) => {
    const workers = find("the Workers");
    if (what === "workerd" || what === "proxy") killWorkerd(workers?.pid ?? 0, ports.control, what);
    if (what === "workers" || what === "everything") workers?.crash();
    if (what === "dashboard" || what === "everything") find("the dashboard")?.crash();
    if (what === "sandbox") find("the sandbox store")?.crash();
  };

  return {
    stateDir,
    controlUrl,
    dashboardUrl: dashboard ? url(ports.dashboard) : null,
    sandboxUrl: options.sandbox === false ? null : url(ports.sandbox),
    adminToken,
    webhookSecret: options.sandbox === false ? null : sandboxCredentials(stateDir).clientSecret,
    crons: driver,
    request,
    kill,
    recovered: async (timeoutMs) => {
      await Promise.all(services.map((service) => service.untilAnswering(timeoutMs)));
    },
    replaced: () => Object.fromEntries(services.map((service) => [service.name, service.replaced])),
    stop,
  };
}

async function choosePorts(wanted: Partial<SystemPorts> = {}): Promise<SystemPorts> {
  const choose = async (part: keyof SystemPorts) => {
    const port = wanted[part];
    if (!port) return freePort();
    if (await isFree(port)) return port;
    const variable = `${part.toUpperCase()}_PORT`;
    throw new Error(`port ${port} is in use: stop what uses it, or name another in ${variable} (0 = any free one)`);
  };
  return { control: await choose("control"), dashboard: await choose("dashboard"), sandbox: await choose("sandbox") };
}

function cronEntries(): CronEntry[] {
  return readConfigs().flatMap((config) => config.triggers.crons.map((cron) => ({ worker: config.name, cron })));
}

/** The local runtime's own door for crons; it takes the time it is told for the scheduled one. */
async function fire(controlUrl: string, due: Due, log: (line: string) => void): Promise<void> {
  try {
    const reply = await fetch(
      `${controlUrl}/cdn-cgi/local/explorer/api/local/scheduled?worker=${encodeURIComponent(due.worker)}`,
      {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ cron: due.cron, scheduled_time: due.atMs }),
        signal: AbortSignal.timeout(330_000),
      },
    );
    const text = await reply.text();
    if (!reply.ok) log(`cron ${due.worker} "${due.cron}": ${reply.status} ${text.slice(0, 200)}`);
  } catch (error) {
    // A tick lost to a restart is what the watchdog's catch-up is for.
    log(`cron ${due.worker} "${due.cron}": ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The Workers' clock first, so that what the crons start already sees the new time. */
async function followClock(move: ClockMove, driver: CronDriver, request: Request): Promise<void> {
  await setClock(request, move.offsetMs);
  await driver.move(move);
}

/** A store that was left with its clock moved goes on from there, and so do the Workers. */
async function takeUpClock(sandboxUrl: string, driver: CronDriver, request: Request): Promise<void> {
  const { offsetMs } = ClockSchema.parse(await (await fetch(`${sandboxUrl}/__sandbox/clock`)).json());
  const nowMs = Date.now() + offsetMs;
  await setClock(request, offsetMs);
  await driver.move({ fromMs: nowMs, toMs: nowMs, offsetMs });
}

async function setClock(request: Request, offsetMs: number): Promise<void> {
  const reply = await request("/v1/clock", { method: "POST", body: JSON.stringify({ offsetMs }) });
  if (!reply.ok) throw new Error(`control refused the clock: ${reply.status} ${(await reply.text()).slice(0, 200)}`);
}

function killWorkerd(group: number, port: number, which: Runtime): void {
  for (const pid of runtimes(group, port, which)) process.kill(pid, "SIGKILL");
}
