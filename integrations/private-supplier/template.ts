import type * as z from "zod/mini";

type Json = z.core.util.JSONType;
export type Values = Record<string, string | number | boolean | null>;

/** The address of a request: the path under the base address, with values put in as they may stand in an address. */
export function addressOf(baseUrl: string, path: string, values: Values): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name] ?? "")));
  const base = new URL(baseUrl);
  const url = new URL(`${base.pathname.replace(/\/$/, "")}${filled}`, base.origin);
  // `//elsewhere` would be a host of its own.
  if (url.origin !== base.origin) throw new TypeError("a path leads away from the base address");
  return url.href;
}

/** A body as it was set, with values in place of `{name}`; a text that is nothing but one keeps the value's own type. */
export function bodyOf(template: Json, values: Values, items: Json[] = []): Json {
  if (typeof template === "string") {
    if (template === "{items}") return items;
    const whole = /^\{(\w+)\}$/.exec(template)?.[1];
    if (whole !== undefined) return values[whole] ?? null;
    return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
  }
  if (Array.isArray(template)) return template.map((each) => bodyOf(each, values, items));
  if (template === null || typeof template !== "object") return template;
  return Object.fromEntries(Object.entries(template).map(([name, each]) => [name, bodyOf(each, values, items)]));
}

/** What stands at `a.b.0.c`; undefined where nothing does. */
export function valueAt(data: unknown, at: string): unknown {
  return at.split(".").reduce<unknown>((value, name) => {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, name)) return undefined;
    return (value as Record<string, unknown>)[name];
  }, data);
}

/** The rows at a place; `.` is the reply itself. Null when there is no list. */
export function rowsAt(data: unknown, at: string): unknown[] | null {
  const rows = at === "." ? data : valueAt(data, at);
  return Array.isArray(rows) ? rows : null;
}
