import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** Answers further apart than this had a turn of the Worker's between them, and with it new garbage. */
const togetherMs = 3;
/** For a runtime started with it, workerd has the `gc` the watch collects with. */
export const collectable = { MINIFLARE_WORKERD_V8_FLAGS: "--expose-gc" };

export interface HeapWatch {
  /** Largest heap alive seen since the last asking, bytes; throws where it was not seen at all. */
  takePeak(): number;
  close(): void;
}

interface Answer {
  id?: number;
  method?: string;
  params?: { context?: { id: number } };
  result?: { usedSize?: number; result?: { value?: unknown } };
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
 * The inspector's own collection only runs after the next question is answered, so `gc` is called in the Worker. V8 answers
 * between two of the Worker's own turns: a Worker that is to be seen with its hands full has to pause there. It slows the
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
  let closed = false;
  let contextId = 0;
  let collectedAt = 0;
  let asked = 0;
  socket.addEventListener("message", (event: { data?: unknown }) => {
    const { id, method, params, result } = JSON.parse(String(event.data)) as Answer;
    if (method === "Runtime.executionContextCreated") contextId = params?.context?.id ?? 0;
    if (id === asked) collectedAt = result?.result?.value === "collected" ? performance.now() : 0;
    else if (asked > 0 && id === asked + 1) {
      if (performance.now() - collectedAt <= togetherMs) peak = Math.max(peak, result?.usedSize ?? 0);
      asked = 0;
    }
  });
  socket.send(JSON.stringify({ id: 1, method: "Runtime.enable" }));
  const expression = "gc(), 'collected'";
  const ask = async () => {
    for (let id = 2; !closed; id += 2) {
      while (!closed && (asked > 0 || contextId === 0)) await sleep(2);
      if (closed) return;
      asked = id;
      socket.send(JSON.stringify({ id, method: "Runtime.evaluate", params: { expression, contextId } }));
      socket.send(JSON.stringify({ id: id + 1, method: "Runtime.getHeapUsage" }));
    }
  };
  void ask();
  return {
    takePeak() {
      if (peak === 0) throw new Error("the heap was never seen");
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
