import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { untilFree } from "./ports.ts";
import { endGroup, type Group, type Launch, launch, signalGroup } from "./processes.ts";

export interface ServiceOptions {
  name: string;
  port: number;
  launch: Omit<Launch, "pipeStdout">;
  /** Whether it answers, asked with a deadline: a hung proxy accepts the connection and never says anything. */
  probe: (signal: AbortSignal) => Promise<boolean>;
  log: (line: string) => void;
  /** How long it may take to answer for the first time. */
  readyMs?: number;
  /** How long it may stay silent before the whole group is replaced. */
  silentMs?: number;
  probeTimeoutMs?: number;
  /** Names the part that must never change while it runs; silence after a change is not waited for. */
  identity?: (group: number) => string;
}

/**
 * One process group that is kept alive: started, probed, and replaced as a whole when its leader ends or when it stops
 * answering. A supervised workerd that dies is restarted by wrangler itself; its proxy, when it dies, comes back deaf.
 */
export class Service {
  readonly name: string;
  readonly port: number;
  #options: Required<ServiceOptions>;
  #identity = "";
  #group: Group | null = null;
  #stopping = false;
  #replacing: Promise<void> | null = null;
  #watch: NodeJS.Timeout | null = null;
  #lastAnswer = 0;
  /** How often the group had to be replaced. */
  replaced = 0;

  constructor(options: ServiceOptions) {
    this.name = options.name;
    this.port = options.port;
    this.#options = { readyMs: 60_000, silentMs: 15_000, probeTimeoutMs: 5_000, identity: () => "", ...options };
  }

  /** The process group's id; 0 when it is not running. */
  get pid(): number {
    return this.#group?.pid ?? 0;
  }

  /** Starts the group and resolves when it answers; one that comes up deaf is replaced once before this gives up. */
  async start(): Promise<void> {
    this.#stopping = false;
    for (let attempt = 1; ; attempt += 1) {
      this.#spawn();
      const problem = await this.#untilReady();
      if (problem === null) break;
      await this.#end();
      if (attempt >= 2 || this.#stopping) throw new Error(`${this.name} ${problem}\n${this.#logTail()}`);
      this.#options.log(`${this.name} ${problem}: starting it again`);
      this.replaced += 1;
    }
    this.#answered();
    this.#watch ??= setInterval(() => void this.#check(), 2000);
    this.#watch.unref();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#watch) clearInterval(this.#watch);
    this.#watch = null;
    await this.#end();
    await this.#replacing;
  }

  /** Kills the whole group as a crash would; the watch brings it back. */
  crash(): void {
    if (this.#group) signalGroup(this.#group.pid, "SIGKILL");
  }

  /** Resolves when it answers again (after a crash); rejects after `timeoutMs`. */
  async untilAnswering(timeoutMs = 60_000): Promise<void> {
    for (const end = Date.now() + timeoutMs; Date.now() < end; await sleep(100)) {
      if (await this.#answers()) return;
    }
    throw new Error(`${this.name} did not answer within ${timeoutMs} ms\n${this.#logTail()}`);
  }

  #spawn(): void {
    const group = launch(this.#options.launch);
    this.#group = group;
    void group.exited.then((status) => {
      if (this.#group !== group || this.#stopping || this.#lastAnswer === 0) return;
      void this.#replace(`ended with status ${status}`);
    });
  }

  #answered(): void {
    this.#lastAnswer = Date.now();
    this.#identity = this.#options.identity(this.pid);
  }

  async #untilReady(): Promise<string | null> {
    const group = this.#group;
    if (!group) return "is not running";
    let ended: number | null = null;
    void group.exited.then((status) => {
      ended = status;
    });
    for (const end = Date.now() + this.#options.readyMs; Date.now() < end; await sleep(100)) {
      if (ended !== null) return `ended with status ${ended}`;
      if (this.#stopping) return "was stopped";
      if (await this.#answers()) return null;
    }
    return `did not answer within ${this.#options.readyMs / 1000} s`;
  }

  async #answers(): Promise<boolean> {
    try {
      return await this.#options.probe(AbortSignal.timeout(this.#options.probeTimeoutMs));
    } catch {
      return false;
    }
  }

  #checking = false;
  async #check(): Promise<void> {
    if (this.#checking || this.#replacing || this.#stopping) return;
    this.#checking = true;
    try {
      if (await this.#answers()) this.#answered();
      else if (this.#options.identity(this.pid) !== this.#identity) await this.#replace("lost a part and went silent");
      else if (Date.now() - this.#lastAnswer > this.#options.silentMs) {
        await this.#replace(`has not answered for ${Math.round(this.#options.silentMs / 1000)} s`);
      }
    } finally {
      this.#checking = false;
    }
  }

  async #replace(reason: string): Promise<void> {
    this.#replacing ??= this.#replaceNow(reason).finally(() => {
      this.#replacing = null;
    });
    await this.#replacing;
  }

  async #replaceNow(reason: string): Promise<void> {
    for (let pauseMs = 250; !this.#stopping; pauseMs = Math.min(pauseMs * 2, 10_000)) {
      this.#options.log(`${this.name} ${reason}: starting it again`);
      this.replaced += 1;
      await this.#end(1000);
      await sleep(pauseMs);
      if (this.#stopping) return;
      this.#lastAnswer = 0;
      this.#spawn();
      const problem = await this.#untilReady();
      this.#answered();
      if (problem === null) return;
      reason = problem;
    }
  }

  async #end(graceMs?: number): Promise<void> {
    const group = this.#group;
    this.#group = null;
    if (!group) return;
    await endGroup(group.pid, graceMs);
    await untilFree(this.port);
  }

  #logTail(): string {
    const file = this.#options.launch.logFile;
    return existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(-25).join("\n") : "";
  }
}
