import { expect, it } from "vitest";
import { traceOfRun } from "#core/agents/run-trace.ts";
import { childOf, isSampled, newTrace, readTraceparent, writeTraceparent } from "./trace.ts";

const example = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

it("reads the standard's own example and writes it again", () => {
  const trace = readTraceparent(example);
  expect(trace).toEqual({ traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" });
  expect(trace && writeTraceparent(trace, true)).toBe(example);
});

it.each([
  undefined,
  null,
  "",
  "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
  "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
  "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
  "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
])("takes %s for no trace", (header) => {
  expect(readTraceparent(header)).toBeNull();
});

it("reads a later version's header as far as this version goes", () => {
  expect(readTraceparent(`01${example.slice(2)}-more`)?.spanId).toBe("00f067aa0ba902b7");
});

it("keeps the trace id from parent to child", () => {
  const parent = newTrace();
  const child = childOf(parent);
  expect(child.traceId).toBe(parent.traceId);
  expect(child.spanId).not.toBe(parent.spanId);
  expect(readTraceparent(writeTraceparent(child))).toEqual(child);
});

it("gives a run the same trace each time and another run another one", () => {
  expect(traceOfRun("a-1", 5)).toEqual(traceOfRun("a-1", 5));
  expect(traceOfRun("a-1", 6).traceId).not.toBe(traceOfRun("a-1", 5).traceId);
  expect(readTraceparent(writeTraceparent(traceOfRun("a-1", 5)))).not.toBeNull();
});

it("samples about the share asked for, nothing without a rate and all at 1", () => {
  const traces = Array.from({ length: 2_000 }, (_, i) => traceOfRun("a", i));
  const share = traces.filter((trace) => isSampled(trace, "0.25")).length / traces.length;
  expect(share).toBeGreaterThan(0.2);
  expect(share).toBeLessThan(0.3);
  expect(traces.some((trace) => isSampled(trace, undefined) || isSampled(trace, "0") || isSampled(trace, "x"))).toBe(
    false,
  );
  expect(traces.every((trace) => isSampled(trace, "1"))).toBe(true);
});
