import { describe, expect, it } from "vitest";
import { clock } from "./clock.ts";

const moved = (offset: string | null) => {
  const asked: string[] = [];
  const get = async (key: string) => {
    asked.push(key);
    return offset;
  };
  return { asked, KV: { get } };
};

describe("clock", () => {
  it.each(["local", "test"])("adds the offset in %s", async (ENVIRONMENT) => {
    const { now, real, offsetMs } = await clock({ ENVIRONMENT, KV: moved("86400000").KV });
    expect(offsetMs).toBe(86_400_000);
    expect(now() - real()).toBeGreaterThanOrEqual(86_400_000);
    expect(now() - real()).toBeLessThan(86_401_000);
  });

  it.each(["production", "staging", undefined])("does not even ask in %s", async (ENVIRONMENT) => {
    const { asked, KV } = moved("86400000");
    expect((await clock({ ENVIRONMENT, KV })).offsetMs).toBe(0);
    expect(asked).toEqual([]);
  });

  it.each([null, "", "soon", "1e999", "12.5"])("stands at real time when the offset is %j", async (offset) => {
    expect((await clock({ ENVIRONMENT: "test", KV: moved(offset).KV })).offsetMs).toBe(0);
  });
});
