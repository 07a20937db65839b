import { describe, expect, it } from "vitest";
import { advance, type Condition, type HeldAlert, restMs } from "./advance.ts";

const minute = 60_000;
const stop: Condition = { kind: "emergency-stop", subject: "", body: "by somebody" };
const down: Condition = { kind: "connection-down", subject: "shopify", body: "open" };

/** Runs minute after minute over what holds in each, and says what was told when. */
function play(minutes: readonly Condition[][]): string[] {
  let held: HeldAlert[] = [];
  const said: string[] = [];
  minutes.forEach((conditions, at) => {
    const { alerts, dropped, told } = advance(held, at * minute, conditions);
    held = [...held.filter(({ key }) => !dropped.includes(key) && !alerts.some((each) => each.key === key)), ...alerts];
    said.push(...told.map(({ event, alert }) => `${at} ${event} ${alert.key}`));
  });
  return said;
}
const times = <T>(count: number, value: T) => Array.from({ length: count }, () => value);

describe("an alert", () => {
  it("is told once however long its condition holds, and once when it is over", () => {
    expect(play([[stop], ...times(40, [stop]), ...times(12, [])])).toEqual([
      "0 trigger emergency-stop",
      "51 resolve emergency-stop",
    ]);
  });

  it("waits until the condition has held for its time", () => {
    expect(play(times(16, [down]))).toEqual(["15 trigger connection-down:shopify"]);
    expect(play([...times(15, [down]), [], ...times(15, [down])])).toEqual([]);
  });

  it("does not ring again for what was gone for a moment", () => {
    const flapping = Array.from({ length: 60 }, (_, at) => (at % 5 === 4 ? [] : [stop]));
    expect(play(flapping)).toEqual(["0 trigger emergency-stop"]);
  });

  it("rings again when it comes back after it was over", () => {
    expect(play([[stop], ...times(11, []), [stop]]).filter((each) => each.includes("trigger"))).toHaveLength(2);
  });

  it("stands as it is while its condition cannot be read", () => {
    const fired = advance([], 0, [stop]).alerts;
    const blind = advance(fired, restMs * 3, [], new Set(["emergency-stop"]));
    expect(blind).toEqual({ alerts: [], dropped: [], told: [] });
  });

  it("is one a subject", () => {
    const about = (subject: string): Condition => ({ kind: "agent-failing", subject, body: "b" });
    expect(
      play([
        [about("a"), about("b")],
        [about("a"), about("b")],
      ]),
    ).toEqual(["0 trigger agent-failing:a", "0 trigger agent-failing:b"]);
  });
});
