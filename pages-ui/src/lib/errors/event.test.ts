import { expect, it, vi } from "vitest";
import app from "../../app.tsx?raw";
import { readDsn } from "./dsn.ts";
import { eventOf, impersonal } from "./event.ts";
import { routePattern } from "./route-pattern.ts";

const facts = {
  mechanism: "onerror",
  path: "/changes/a-123",
  origin: "https://shop.example",
  release: "royal-equips@1",
  environment: "production",
  id: "0".repeat(32),
  at: 1_500,
} as const;

it("tells the kind, the place in our scripts and the page's pattern, and nothing that names anybody", () => {
  const thrown = new TypeError('No row "Jane Doe" (jane@shop.example) of order 1042 at https://shop.example/?q=jane');
  thrown.stack = [
    "TypeError: whatever stands here, Jane Doe",
    "    at Row (https://shop.example/assets/app-1a2b.js?token=s3cret:10:22)",
    "    at async https://shop.example/assets/change.js:3:4",
    "    at hook (chrome-extension://abc/inject.js:1:1)",
    "render@https://shop.example/assets/react.js:7:8",
    "    at https://shop.example/changes/a-123?customer=jane:1:1",
  ].join("\n");
  const event = eventOf({ ...facts, thrown });
  expect(event).toMatchObject({ transaction: "/changes/:id", release: "royal-equips@1", timestamp: 1.5 });
  const [value] = event.exception.values;
  expect(value).toMatchObject({ type: "TypeError", mechanism: { type: "onerror", handled: false } });
  expect(value?.stacktrace?.frames).toEqual([
    { function: "render", filename: "app:///assets/react.js", lineno: 7, colno: 8 },
    { function: "?", filename: "app:///assets/change.js", lineno: 3, colno: 4 },
    { function: "Row", filename: "app:///assets/app-1a2b.js", lineno: 10, colno: 22 },
  ]);
  expect(JSON.stringify(event)).not.toMatch(/jane|1042|a-123|s3cret|\?\w/i);
});

it.each([
  ["Cannot read properties of undefined (reading 'title')", 'Cannot read properties of undefined (reading "…")'],
  ["order gid://shopify/Order/5 of jane@x.example failed", "order <address> of <mail> failed"],
  ["GET /api/v1/runs/r-77 answered 500", "GET <path> answered #"],
])("keeps of %o our own words", (text, kept) => {
  expect(impersonal(text)).toBe(kept);
});

it("knows every page of the app by its pattern, and no other path", () => {
  const routes = [...app.matchAll(/<Route path="([^"]+)"/g)].map(([, route = ""]) => route);
  expect(routes.length).toBeGreaterThan(15);
  for (const route of routes) expect(routePattern(route.replace(/:\w+/, "x9"))).toBe(route);
  for (const path of ["/jane.doe", "/changes/1/2", ""]) expect(routePattern(path)).toBe("/*");
});

it.each(["", "https://sentry.example/1", "https://key@sentry.example/", "ftp://key@sentry.example/1", "key"])(
  "takes %o for no DSN",
  (dsn) => {
    expect(readDsn(dsn)).toBeNull();
  },
);

it("sends each error once, as an envelope, whichever way it comes, and few of one page", async () => {
  const taken: { url: string; body: string }[] = [];
  vi.stubGlobal("fetch", async (url: string, { body }: { body: string }) => {
    taken.push({ url, body });
    return new Response("{}");
  });
  vi.stubGlobal("location", new URL("https://shop.example/runs/r-1?who=jane"));
  try {
    const { sendError } = await import("./send-error.ts");
    const options = { dsn: "https://public@sentry.example/sub/42", release: "r", environment: "test" };
    const error = new Error("It broke");
    expect(await sendError(error, "react", options)).toBe(true);
    expect(await sendError(error, "onerror", options)).toBe(false);
    // Another object of the same kind at the same place.
    const again = Object.assign(new Error("It broke"), { stack: error.stack });
    expect(await sendError(again, "onunhandledrejection", options)).toBe(false);
    expect(taken).toHaveLength(1);
    expect(taken[0]?.url).toBe("https://sentry.example/sub/api/42/envelope/?sentry_key=public&sentry_version=7");
    const [header, item, event] = (taken[0]?.body ?? "").split("\n").map((line) => JSON.parse(line));
    expect(item).toEqual({ type: "event" });
    expect(header.event_id).toMatch(/^[0-9a-f]{32}$/);
    expect(event).toMatchObject({ event_id: header.event_id, transaction: "/runs/:id", environment: "test" });
    expect(taken[0]?.body).not.toMatch(/jane|r-1/);
    for (const letter of "abcdefghijklmno") await sendError(new Error(`It broke ${letter}`), "onerror", options);
    expect(taken).toHaveLength(10);
    expect(await sendError("text", "onerror", { ...options, dsn: "none" })).toBe(false);
  } finally {
    vi.unstubAllGlobals();
  }
});
