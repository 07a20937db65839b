import { describe, expect, it } from "vitest";
import { ask, invalidate, noToken, store } from "./renewed-token.ts";

const rule = { aheadMs: 1_000, leaseMs: 100 };
const renewing = ask(noToken, 0, rule);
const held = store(renewing.token, "1", { sealed: "s", expiresAt: 10_000 }, 0).token;

describe("a renewed token", () => {
  it("is renewed by the first who asks; the others wait", () => {
    expect(renewing.answer).toEqual({ renew: "1" });
    expect(ask(renewing.token, 1, rule).answer).toEqual({ waitMs: 99 });
  });

  it("is renewed by the next when the first is gone, whose late token is dropped", () => {
    const second = ask(renewing.token, 100, rule);
    expect(second.answer).toEqual({ renew: "2" });
    expect(store(second.token, "1", { sealed: "late", expiresAt: 10_000 }, 101).stored).toBe(false);
  });

  it("goes on being used by the others while one renews it ahead of its end", () => {
    const ahead = ask(held, 9_500, rule);
    expect(ahead.answer).toEqual({ renew: "2" });
    expect(ask(ahead.token, 9_501, rule).answer).toMatchObject({ sealed: "s" });
  });

  it("is used for three quarters of its life when that is shorter than the time ahead", () => {
    const short = store(renewing.token, "1", { sealed: "s", expiresAt: 800 }, 0).token;
    expect(ask(short, 599, rule).answer).toEqual({ sealed: "s", expiresAt: 800, version: 1 });
    expect(ask(short, 600, rule).answer).toEqual({ renew: "2" });
  });

  it("is ended by a 401 to its own version only", () => {
    expect(ask(invalidate(held, 0), 1, rule).answer).toMatchObject({ sealed: "s", version: 1 });
    expect(ask(invalidate(held, 1), 1, rule).answer).toEqual({ renew: "2" });
  });
});
