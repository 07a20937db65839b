import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod/mini";
import { fromRoot } from "./paths.ts";
import { MARK } from "./processes.ts";
import type { ServiceOptions } from "./service.ts";

export interface SandboxOptions {
  /** How many products the store has; all of them when not given. */
  products?: number;
  /** Shop seconds per real second at which the remaining weeks arrive; 0 holds the clock. */
  speed?: number;
  /** Further flags of `sandbox/main.ts`. */
  flags?: string[];
}

const CredentialsSchema = z.object({ token: z.string(), clientId: z.string(), clientSecret: z.string() });

export type SandboxCredentials = z.infer<typeof CredentialsSchema>;

/** The credentials of a state folder's sandbox store, made once: what holds them (KV, objects) outlives a restart. */
export function sandboxCredentials(stateDir: string): SandboxCredentials {
  const file = path.join(stateDir, "sandbox.json");
  if (existsSync(file)) return CredentialsSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  const credentials = {
    token: `shpat_${randomBytes(16).toString("hex")}`,
    clientId: randomBytes(16).toString("hex"),
    clientSecret: `shpss_${randomBytes(16).toString("hex")}`,
  };
  writeFileSync(file, JSON.stringify(credentials), { mode: 0o600 });
  return credentials;
}

export interface SandboxServiceOptions extends SandboxOptions {
  stateDir: string;
  port: number;
  credentials: SandboxCredentials;
  webhookAddress: string;
  clockHook: string;
  log: (line: string) => void;
}

/** The local store as a supervised process; its data lies in the state folder and outlives it. */
export function sandboxService(options: SandboxServiceOptions): ServiceOptions {
  const { stateDir, port, credentials, log } = options;
  const folder = path.join(stateDir, "sandbox");
  mkdirSync(folder, { recursive: true });
  const flags: Record<string, string | number | undefined> = {
    port,
    state: folder,
    products: options.products,
    speed: options.speed,
    token: credentials.token,
    "client-id": credentials.clientId,
    "client-secret": credentials.clientSecret,
    "webhook-address": options.webhookAddress,
    "clock-hook": options.clockHook,
  };
  return {
    name: "the sandbox store",
    port,
    log,
    silentMs: 120_000,
    launch: {
      command: process.execPath,
      args: [
        "--no-warnings",
        fromRoot("sandbox/main.ts"),
        ...Object.entries(flags).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, String(value)])),
        ...(options.flags ?? []),
      ],
      cwd: fromRoot(),
      env: { [MARK]: stateDir },
      logFile: path.join(stateDir, "logs", "sandbox.log"),
    },
    probe: async (signal) => (await fetch(`http://127.0.0.1:${port}/__sandbox/state`, { signal })).ok,
  };
}
