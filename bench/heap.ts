import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export interface HeapWatch {
  /** Largest heap in use seen since the last asking, bytes. */
  takePeak(): number;
  close(): void;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/**
 * Asks one Worker's isolate over the inspector, again and again, to collect its garbage and say what its heap still holds.
 * V8 answers between two of the Worker's own turns: while it waits for D1, with the whole chunk at hand. It slows the
 * Worker down, so time is measured without.
 */
export async function watchHeap(inspectorPort: number, worker: string): Promise<HeapWatch> {
  const targets = (await (await fetch(`http://127.0.0.1:${inspectorPort}/json`)).json()) as { id: string }[];
  const target = targets.find(({ id }) => id.split(":").at(-1) === worker);
  if (!target) throw new Error(`no isolate of ${worker}: ${targets.map(({ id }) => id).join(", ")}`);
  const socket = new WebSocket(`ws://127.0.0.1:${inspectorPort}/${target.id}`);
  await new Promise<void>((open, fail) => {
    socket.addEventListener("open", () => open());
    socket.addEventListener("error", () => fail(new Error("the inspector does not answer")));
  });
  let peak = 0;
  let waiting = false;
  let closed = false;
  socket.addEventListener("message", (event: { data?: unknown }) => {
    const { result } = JSON.parse(String(event.data)) as { result?: { usedSize?: number } };
    if (result?.usedSize === undefined) return;
    peak = Math.max(peak, result.usedSize);
    waiting = false;
  });
  const ask = async () => {
    for (let id = 1; !closed; id += 1) {
      if (!waiting) {
        waiting = true;
        socket.send(JSON.stringify({ id: 2 * id, method: "HeapProfiler.collectGarbage" }));
        socket.send(JSON.stringify({ id: 2 * id + 1, method: "Runtime.getHeapUsage" }));
      }
      await sleep(5);
    }
  };
  void ask();
  return {
    takePeak() {
      const seen = peak;
      peak = 0;
      return seen;
    },
    close() {
      closed = true;
      socket.close();
    },
  };
}
