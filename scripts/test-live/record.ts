import type { Redactor } from "#agent-kit/redact.ts";
import type { ContractStep } from "#integrations/supplier/contract.ts";

export interface RecordedCall {
  method: string;
  url: string;
  request: unknown;
  status: number;
  reply: unknown;
}

export interface Exchange {
  vendor: string;
  at: string;
  write: boolean;
  steps: ContractStep[];
  calls: RecordedCall[];
}

/** Of a list this many are kept: enough to see its shape. */
const mostRows = 3;
/** Where customers and credentials stand: of such replies only the shape stays. */
const personal = /order|parcel|track|user|oauth|token|authentication|well-known/i;
/** Words that say what kind of thing it is, not whose. */
const plain =
  /^(status|state|orderStatus|trackingStatus|shipping|currency|code|type|carrier|service|logisticName|ok|result)$/;

/** Runs work with every call of the global fetch kept: without headers, secrets and customers. */
export async function recorded(redact: Redactor, work: () => Promise<void>): Promise<{ calls: RecordedCall[] }> {
  const calls: RecordedCall[] = [];
  const original = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const reply = await original(input, init);
    const text = await reply.clone().text();
    const shape = personal.test(new URL(url).pathname);
    const kept = (body: string) => redact.value(reduced(parsed(body), shape));
    calls.push({
      method: init?.method ?? "GET",
      url: redact.text(url),
      request: typeof init?.body === "string" ? kept(init.body) : null,
      status: reply.status,
      reply: kept(text),
    });
    return reply;
  };
  try {
    await work();
  } finally {
    globalThis.fetch = original;
  }
  return { calls };
}

/** Fewer rows, and where there may be people no text but the plain. */
export function reduced(value: unknown, shape: boolean, name = ""): unknown {
  if (typeof value === "string") return shape && !plain.test(name) ? `[text of ${value.length}]` : value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.slice(0, mostRows).map((each) => reduced(each, shape, name));
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, reduced(each, shape, key)]));
}

/** JSON, also when it comes as an event of a stream; anything else as it is, cut. */
function parsed(text: string): unknown {
  const data =
    text.startsWith("event:") || text.startsWith("data:") ? (/^data: ?(.*)$/m.exec(text)?.[1] ?? text) : text;
  try {
    return JSON.parse(data);
  } catch {
    return data.slice(0, 2_000);
  }
}
