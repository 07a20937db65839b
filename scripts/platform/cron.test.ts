import { describe, expect, it, vi } from "vitest";
import { CronDriver, type Due, dueDuring, nextTime } from "./cron.ts";

const at = (text: string) => Date.parse(`${text}Z`);
const pricing = { worker: "pricing", cron: "5 */2 * * *" };
const orders = { worker: "orders", cron: "*/5 * * * *" };

describe("the crons a moved clock skipped", () => {
  it("fires a frequent cron once an hour, at the last time due in it", () => {
    const due = dueDuring([orders], at("2026-03-01T10:02"), at("2026-03-01T12:03"));
    expect(due.map((each) => new Date(each.atMs).toISOString().slice(11, 16))).toEqual(["10:55", "11:55", "12:00"]);
  });

  it("orders the agents by the time they were due", () => {
    const due = dueDuring([pricing, orders], at("2026-03-01T09:59"), at("2026-03-01T12:59"));
    expect(due.map((each) => each.worker)).toEqual(["pricing", "orders", "orders", "pricing", "orders"]);
    expect([...due].sort((a, b) => a.atMs - b.atMs)).toEqual(due);
  });

  it("leaves out the moment it starts from and takes in the moment it ends at", () => {
    expect(dueDuring([pricing], at("2026-03-01T10:05"), at("2026-03-01T12:04"))).toEqual([]);
    expect(dueDuring([pricing], at("2026-03-01T10:04"), at("2026-03-01T10:05"))).toHaveLength(1);
  });

  it("fires nothing for a clock moved back", () => {
    expect(dueDuring([orders], at("2026-03-02T00:00"), at("2026-03-01T00:00"))).toEqual([]);
  });

  it("reads weekdays by name", () => {
    expect(nextTime("0 3 * * MON", at("2026-03-01T00:00"))).toBe(at("2026-03-02T03:00"));
  });
});

describe("the driver", () => {
  it("fires on the shop's time, not the machine's", async () => {
    vi.useFakeTimers({ now: at("2026-03-01T10:00") });
    const fired: Due[] = [];
    const driver = new CronDriver({
      entries: [pricing],
      offsetMs: 4 * 60_000,
      fire: async (due) => void fired.push(due),
    });
    driver.start();
    await vi.advanceTimersByTimeAsync(59_000);
    expect(fired).toEqual([]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(fired.map((due) => due.atMs)).toEqual([at("2026-03-01T10:05")]);
    driver.stop();
    vi.useRealTimers();
  });

  it("does not fire a cron again while it is still being answered", async () => {
    vi.useFakeTimers({ now: at("2026-03-01T10:00") });
    let fired = 0;
    let answer = () => {};
    const fire = () => {
      fired += 1;
      return new Promise<void>((resolve) => {
        answer = resolve;
      });
    };
    const driver = new CronDriver({ entries: [orders], offsetMs: 0, fire });
    driver.start();
    await vi.advanceTimersByTimeAsync(12 * 60_000);
    expect(fired).toBe(1);
    answer();
    await vi.advanceTimersByTimeAsync(5 * 60_000);
    expect(fired).toBe(2);
    driver.stop();
    vi.useRealTimers();
  });

  it("follows the clock when it moves, and fires in order what was skipped", async () => {
    const fired: string[] = [];
    const driver = new CronDriver({
      entries: [pricing, orders],
      offsetMs: 0,
      fire: async (due) => void fired.push(`${due.worker} ${new Date(due.atMs).toISOString().slice(11, 16)}`),
    });
    const fromMs = at("2026-03-01T11:58");
    const toMs = at("2026-03-01T12:06");
    await driver.move({ fromMs, toMs, offsetMs: toMs - Date.now() });
    expect(fired).toEqual(["orders 12:05", "pricing 12:05"]);
    expect(Math.abs(driver.now() - toMs)).toBeLessThan(1000);
  });
});
