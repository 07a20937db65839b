import type { Clock } from "#agent-kit/clock.ts";
import type { Logger } from "#agent-kit/log.ts";
import { type Trace, writeTraceparent } from "#agent-kit/trace.ts";
import { sameSecret } from "./auth/digest.ts";
import type { ControlEnv } from "./env.ts";
import { readText } from "./http/read-input.ts";
import { refused } from "./http/refused.ts";
import { noteRefusal } from "./note-refusal.ts";
import { resolver } from "./secrets.ts";
import { wakeAgents } from "./wake-agents.ts";

interface Surroundings {
  env: ControlEnv;
  clock: Clock;
  log: Logger;
  trace: Trace;
  waitUntil(work: Promise<unknown>): void;
}

const longestBytes = 256 * 1_024;
const mostWords = 2_000;
const lookedAtMs = 90 * 86_400_000;

/**
 * A supplier says that something about its orders or parcels is new. Suppliers do not sign (CJdropshipping documents no
 * signature), so the address carries a secret and nothing in the body is believed: parcels whose number, reference or tracking
 * number it names are due for a look now, and what is so is asked of the supplier itself. Repeating it changes nothing.
 */
export async function receiveSupplierNews(
  request: Request,
  { supplier, secret }: { supplier: string; secret: string },
  { env, clock, log, trace, waitUntil }: Surroundings,
): Promise<Response> {
  const wanted = (await resolver(env).get("SUPPLIER_WEBHOOK_SECRET")).value;
  if (wanted === null || !(await sameSecret(secret, wanted))) {
    if (wanted !== null) await noteRefusal(env, "signature", request, clock.real());
    throw refused("not-found", "There is nothing here.");
  }
  const words = wordsOf(await readText(request, longestBytes));
  const now = clock.now();
  const meant = `supplier = ?2 AND delivered_at IS NULL AND placed_at > ?3 AND EXISTS (
    SELECT 1 FROM json_each(?4) AS word WHERE word.value IN (shipments.id, supplier_order_id, tracking_number))`;
  const bound = [now, supplier, now - lookedAtMs, JSON.stringify(words)] as const;
  const [looked] = await env.DB.batch([
    env.DB.prepare(
      `UPDATE fulfilments SET look_at = ?1 WHERE order_id IN (SELECT order_id FROM shipments WHERE ${meant})`,
    ).bind(...bound),
    env.DB.prepare(`UPDATE shipments SET look_at = ?1 WHERE ${meant}`).bind(...bound),
  ]);
  const orders = looked?.meta.changes ?? 0;
  log.info("supplier-news", { supplier, orders });
  if (orders > 0) waitUntil(wakeAgents(env, ["fulfilments"], log, writeTraceparent(trace)));
  return new Response(null, { status: 200 });
}

/** Every short text and number in a document, as it stands there: numbers of orders are longer than a double is exact. */
function wordsOf(text: string): string[] {
  const words = [...text.matchAll(/"([^"\\]{1,100})"|(\d{1,40})/g)].map((match) => match[1] ?? match[2]);
  return [...new Set(words)].flatMap((word) => word ?? []).slice(0, mostWords);
}
