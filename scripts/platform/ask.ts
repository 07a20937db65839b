import type * as z from "zod/mini";
import type { System } from "./system.ts";

type Asked = Pick<System, "request">;

/** Asks control as admin and checks its reply; an error reply becomes an Error with control's own words. */
export async function ask<T extends z.ZodMiniType>(
  system: Asked,
  output: T,
  path: string,
  method?: string,
  body?: unknown,
): Promise<z.infer<T>>;
export async function ask(system: Asked, output: null, path: string, method?: string, body?: unknown): Promise<unknown>;
export async function ask(system: Asked, output: z.ZodMiniType | null, path: string, method = "GET", body?: unknown) {
  const reply = await system.request(path, { method, body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${method} ${path} answered ${reply.status}: ${text.slice(0, 400)}`);
  const value: unknown = text === "" ? null : JSON.parse(text);
  return output ? output.parse(value) : value;
}
