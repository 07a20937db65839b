import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Everything a system starts inherits this variable, so that a later start finds exactly its own leftovers. */
export const MARK = "ROYAL_STATE_DIR";

export interface Group {
  /** Process id of the leader, and the id of the group it leads. */
  pid: number;
  /** The leader, for its output when that is not a file. */
  child: ChildProcess;
  /** Resolves when the leader has ended, with what a shell would call its status. */
  exited: Promise<number>;
}

export interface Launch {
  command: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
  /** Receives stdout and stderr; with `pipeStdout` only stderr. */
  logFile: string;
  pipeStdout?: boolean;
}

/** Starts a command as the leader of a process group of its own: a Ctrl-C in the terminal reaches only the supervisor. */
export function launch({ command, args, cwd, env, logFile, pipeStdout = false }: Launch): Group {
  const log = openSync(logFile, "a");
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ["ignore", pipeStdout ? "pipe" : log, log],
  });
  closeSync(log);
  const exited = new Promise<number>((resolve) => {
    child.once("error", () => resolve(127));
    child.once("exit", (code, signal) => resolve(code ?? (signal ? 128 : 1)));
  });
  return { pid: child.pid ?? 0, child, exited };
}

/** Ends a whole group: politely, and after `graceMs` for certain. Resolves when none of it is left. */
export async function endGroup(pid: number, graceMs = 5000): Promise<void> {
  if (pid <= 0) return;
  signalGroup(pid, "SIGTERM");
  for (const end = Date.now() + graceMs; Date.now() < end; await sleep(50)) if (!groupAlive(pid)) return;
  signalGroup(pid, "SIGKILL");
  for (const end = Date.now() + 2000; Date.now() < end; await sleep(20)) if (!groupAlive(pid)) return;
}

export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // ESRCH: the group has already gone
  }
}

function groupAlive(pid: number): boolean {
  const members = processes().filter((each) => each.group === pid && each.state !== "Z");
  if (members.length > 0) return true;
  if (hasProc()) return false;
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}

export interface ProcessEntry {
  pid: number;
  parent: number;
  group: number;
  state: string;
}

/** The machine's processes as /proc shows them; empty where there is no /proc. */
export function processes(): ProcessEntry[] {
  if (!hasProc()) return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => entry(Number(name)))
    .filter((found) => found !== null);
}

function entry(pid: number): ProcessEntry | null {
  const stat = readProc(pid, "stat");
  if (stat === null) return null;
  const [state = "", parent = "0", group = "0"] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { pid, parent: Number(parent), group: Number(group), state };
}

/** A process' command line as one string; empty when it is gone. */
export function commandLine(pid: number): string {
  return (readProc(pid, "cmdline") ?? "").replaceAll("\0", " ").trim();
}

/**
 * Kills what an earlier supervisor of the same state left behind when it was itself killed with SIGKILL: every process
 * that inherited this state's mark. By the mark, because the ids written down then may belong to others now.
 */
export async function endLeftovers(stateDir: string): Promise<number> {
  const line = `${MARK}=${stateDir}`;
  const left = () =>
    processes().filter(
      (each) =>
        each.pid !== process.pid &&
        each.state !== "Z" &&
        (readProc(each.pid, "environ") ?? "").split("\0").includes(line),
    );
  const found = left();
  for (const each of found) killOne(each.pid, "SIGTERM");
  for (const end = Date.now() + 3000; found.length > 0 && Date.now() < end && left().length > 0; ) await sleep(50);
  for (const each of left()) killOne(each.pid, "SIGKILL");
  return found.length;
}

function killOne(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it ended in the meantime
  }
}

/** Whether a process exists and is not a zombie waiting to be collected. */
export function isAlive(pid: number): boolean {
  if (hasProc()) {
    const found = entry(pid);
    return found !== null && found.state !== "Z";
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * Takes a state folder for this process. A supervisor that was killed leaves its lock behind: it counts only while the
 * same process, by id and start time, is alive.
 */
export function takeState(stateDir: string): () => void {
  const holder = heldBy(stateDir);
  if (holder) {
    throw new Error(`a system already runs on ${stateDir} (process ${holder}): stop it first, or use another checkout`);
  }
  const file = lockOf(stateDir);
  writeFileSync(file, `${process.pid} ${startTime(process.pid)}`);
  return () => rmSync(file, { force: true });
}

/** The process that runs a system on this state, or 0. */
export function heldBy(stateDir: string): number {
  const file = lockOf(stateDir);
  if (!existsSync(file)) return 0;
  const [pid = 0, started = 0] = readFileSync(file, "utf8").split(" ").map(Number);
  return pid !== process.pid && isAlive(pid) && startTime(pid) === started ? pid : 0;
}

function lockOf(stateDir: string): string {
  return path.join(stateDir, "supervisor");
}

/** In clock ticks since the machine started; 0 where there is no /proc. */
function startTime(pid: number): number {
  const stat = readProc(pid, "stat");
  return stat === null ? 0 : Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
}

/** Calls back once when the parent, or npm and its shell above it, have gone: none of them passes every signal on. */
export function whenOrphaned(callback: () => void): void {
  const parent = process.ppid;
  const ancestors = (process.env.ROYAL_ANCESTORS ?? "").split(",").map(Number).filter(Boolean);
  const timer = setInterval(() => {
    if (process.ppid === parent && ancestors.every(isAlive)) return;
    clearInterval(timer);
    callback();
  }, 500);
  timer.unref();
}

function readProc(pid: number, file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return null;
  }
}

let proc: boolean | undefined;
function hasProc(): boolean {
  proc ??= readProc(process.pid, "stat") !== null;
  return proc;
}
