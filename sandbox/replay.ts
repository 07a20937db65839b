import { letArrive } from "./store/arrivals.ts";
import { readMeta, writeMeta } from "./store/clock.ts";
import type { Shop } from "./store/shop.ts";

/** How long a moved clock may wait for whoever must hear of it. */
const HOOK_TIMEOUT_MS = 120_000;
/** A tick that had to wait makes up for at most this much real time. */
const LONGEST_TICK_MS = 2000;

export interface ClockMove {
  fromMs: number;
  toMs: number;
  offsetMs: number;
  arrived: number;
  hook: "none" | "told" | { failed: string };
}

export interface Replay {
  speed(): number;
  setSpeed(speed: number): void;
  /** Moves the sandbox's clock, lets arrive what falls due and tells the hook before it resolves. */
  advance(byMs: number): Promise<ClockMove>;
  stop(): Promise<void>;
}

export interface ReplayOptions {
  shop: Shop;
  /** Told of each clock move by a POST of `{fromMs, toMs, offsetMs}`. */
  clockHook?: string | undefined;
  /** Work that waits for the sandbox's clock, e.g. commits held back. */
  onTime: () => void;
}

/** Runs the sandbox's clock at the chosen speed: each real second the clock moves on `speed` seconds. */
export function startReplay({ shop, clockHook, onTime }: ReplayOptions): Replay {
  let moving: Promise<unknown> = Promise.resolve();
  let lastRealMs = shop.clock.realNow();
  let lastMs = shop.clock.now();
  const speed = () => Number(readMeta(shop.database, "speed") ?? 1);

  const move = async (byMs: number): Promise<ClockMove> => {
    const fromMs = shop.clock.now();
    if (byMs !== 0) shop.clock.advance(byMs);
    const arrived = speed() > 0 ? letArrive(shop, lastMs) : 0;
    lastMs = shop.clock.now();
    onTime();
    const told = { fromMs, toMs: lastMs, offsetMs: shop.clock.offsetMs() };
    const hook = byMs === 0 || clockHook === undefined ? "none" : await tell(clockHook, told);
    return { ...told, arrived, hook };
  };
  /** One move at a time: the hook must have heard of a move before the next one begins. */
  const inTurn = (byMs: () => number): Promise<ClockMove> => {
    const turn = moving.then(() => move(byMs()));
    moving = turn.catch(() => undefined);
    return turn;
  };

  let ticking = false;
  const timer = setInterval(() => {
    if (ticking) return;
    ticking = true;
    inTurn(() => {
      const elapsedMs = Math.min(LONGEST_TICK_MS, shop.clock.realNow() - lastRealMs);
      lastRealMs = shop.clock.realNow();
      return speed() > 1 ? Math.round(elapsedMs * (speed() - 1)) : 0;
    })
      .catch((error: unknown) => console.error("the sandbox's clock could not move:", error))
      .finally(() => {
        ticking = false;
      });
  }, 1000);

  return {
    speed,
    setSpeed: (value) => writeMeta(shop.database, "speed", value),
    advance: (byMs) => inTurn(() => byMs),
    async stop() {
      clearInterval(timer);
      await moving;
    },
  };
}

async function tell(hook: string, body: object): Promise<ClockMove["hook"]> {
  try {
    const reply = await fetch(hook, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(HOOK_TIMEOUT_MS),
    });
    await reply.body?.cancel();
    return reply.ok ? "told" : { failed: `status ${reply.status}` };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}
