import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fromRoot } from "#scripts/platform/paths.ts";
import { freePort } from "#scripts/platform/ports.ts";

let stateDir: string;
beforeAll(() => {
  stateDir = mkdtempSync(path.join(tmpdir(), "royal-start-"));
});
afterAll(() => {
  rmSync(stateDir, { recursive: true, force: true });
});

interface Started {
  child: ChildProcess;
  output: () => string;
  ended: Promise<number | string | null>;
}

/** `npm start` on a state folder of its own, in a bare environment, up to its link. */
async function start(ports: Record<string, string> = {}): Promise<Started & { link: URL }> {
  const child = spawn("npm", ["start"], {
    cwd: fromRoot(),
    env: {
      HOME: stateDir,
      PATH: "/usr/local/bin:/usr/bin:/bin",
      ROYAL_DIR: stateDir,
      CONTROL_PORT: "0",
      DASHBOARD_PORT: "0",
      SANDBOX_PORT: "0",
      SANDBOX_PRODUCTS: "20",
      ...ports,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      text += String(chunk);
    });
  }
  const ended = new Promise<number | string | null>((resolve) =>
    child.once("exit", (code, signal) => resolve(code ?? signal)),
  );
  const started = { child, output: () => text, ended };
  for (const end = Date.now() + 100_000; Date.now() < end && child.exitCode === null; await sleep(100)) {
    const link = /http:\/\/127\.0\.0\.1:\d+\/#code=\S+/.exec(text)?.[0];
    if (link) return { ...started, link: new URL(link) };
  }
  child.kill("SIGKILL");
  throw new Error(`npm start printed no link:\n${text}`);
}

/** Every process that was started for this state, by the mark they inherit. */
function left(): number[] {
  const mark = `ROYAL_STATE_DIR=${stateDir}`;
  const own = `ROYAL_DIR=${stateDir}`;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const variables = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
        return variables.includes(mark) || variables.includes(own);
      } catch {
        return false;
      }
    })
    .map(Number);
}

async function untilNoneLeft(): Promise<number[]> {
  for (const end = Date.now() + 15_000; Date.now() < end && left().length > 0; await sleep(100));
  return left();
}

function supervisor(): number {
  return Number(readFileSync(path.join(stateDir, "supervisor"), "utf8").split(" ")[0]);
}

describe.runIf(existsSync("/proc/self/stat"))("npm start", () => {
  it("prints a link that signs in once, after the first tick, and SIGTERM to npm leaves no process", async () => {
    const { child, output, link } = await start();
    expect(output().indexOf("First tick recorded")).toBeGreaterThan(0);
    expect(output().indexOf("First tick recorded")).toBeLessThan(output().indexOf("#code="));
    expect((await fetch(new URL("/", link))).status).toBe(200);

    const code = link.hash.replace("#code=", "");
    const signIn = () =>
      fetch(new URL("/api/v1/session", link), {
        method: "POST",
        headers: { "content-type": "application/json", origin: link.origin },
        body: JSON.stringify({ code }),
      });
    const first = await signIn();
    expect(first.status).toBe(201);
    const cookie = first.headers.get("set-cookie")?.split(";")[0] ?? "";
    const agents = await fetch(new URL("/api/v1/agents", link), { headers: { cookie } });
    expect(agents.status).toBe(200);
    expect((await signIn()).status).toBeGreaterThanOrEqual(400);

    child.kill("SIGTERM");
    expect(await untilNoneLeft()).toEqual([]);
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("ends by %s with the status %i and leaves no process", async (signal, status) => {
    const { ended } = await start();
    process.kill(supervisor(), signal);
    expect(await ended).toBe(status);
    expect(await untilNoneLeft()).toEqual([]);
  });

  it("refuses a second start on the same state, and clears up after a SIGKILL", async () => {
    const ports = {
      CONTROL_PORT: String(await freePort()),
      DASHBOARD_PORT: String(await freePort()),
      SANDBOX_PORT: String(await freePort()),
    };
    const first = await start(ports);
    await expect(start()).rejects.toThrow("already runs");
    expect((await fetch(new URL("/", first.link))).status).toBe(200);

    process.kill(supervisor(), "SIGKILL");
    await first.ended;
    expect(left().length).toBeGreaterThan(0);
    const second = await start(ports);
    expect(second.link.port).toBe(ports.DASHBOARD_PORT);
    expect(second.output()).toContain("an earlier start had to leave behind");
    process.kill(supervisor(), "SIGTERM");
    await second.ended;
    expect(await untilNoneLeft()).toEqual([]);
  });
});
