import { WorkerEntrypoint } from "cloudflare:workers";
import { breaker, type ObjectBindings } from "#durable-objects/client.ts";
import type { BareObject } from "./bare-object.ts";

interface CallsEnv extends ObjectBindings {
  BARE: DurableObjectNamespace<BareObject>;
}

/** `?times=`: how often, one after the other; Node holds the stopwatch. */
export default class Calls extends WorkerEntrypoint<CallsEnv> {
  override async fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const way = this.#ways[pathname.slice(1)];
    if (!way) return new Response(null, { status: 404 });
    const times = Number(searchParams.get("times"));
    for (let i = 0; i < times; i++) await way();
    return new Response(String(times));
  }

  readonly #ways: Record<string, () => Promise<unknown>> = {
    verdict: () => breaker(this.env, "bench").verdict(Date.now()),
    report: () => breaker(this.env, "bench").report({ ok: 1, failed: 0, slow: 0 }, Date.now()),
    write: () => this.env.BARE.get(this.env.BARE.idFromName("bench")).write("{}"),
  };
}
