import { expect, it } from "vitest";
import { stepsOf } from "./steps.ts";

const bare = {
  statusReason: null,
  proposedAt: 1,
  decidedAt: null,
  decidedBy: null,
  decisionReason: null,
  intentAt: null,
  appliedAt: null,
  revertedAt: null,
  updatedAt: 1,
  attempts: 0,
  error: null,
  currency: "GBP",
};
const texts = (steps: { text: string }[]) => steps.map(({ text }) => text);

it("tells a life from proposal to undo", () => {
  const life = {
    ...bare,
    status: "reverted" as const,
    decidedAt: 2,
    decidedBy: "anna",
    intentAt: 3,
    appliedAt: 4,
    revertedAt: 9,
  };
  const steps = stepsOf(life, "Pricing");
  expect(texts(steps)).toEqual([
    "Proposed",
    "Approved",
    "Sent to the shop",
    "Applied and read back",
    "Undone and read back",
  ]);
  expect(steps[1]?.by).toBe("anna");
});

it("ends with where it stands and why", () => {
  const failed = {
    ...bare,
    status: "failed" as const,
    decidedAt: 2,
    intentAt: 3,
    attempts: 3,
    updatedAt: 4,
    error: "price changed since",
  };
  expect(texts(stepsOf(failed, "Pricing"))).toEqual([
    "Proposed",
    "Approved",
    "Sent to the shop, attempt 3",
    "Failed: price changed since",
  ]);
  const rejected = { ...bare, status: "rejected" as const, decidedAt: 2, decisionReason: "too-risky" };
  expect(texts(stepsOf(rejected, "Pricing"))).toEqual(["Proposed", "Rejected (too risky)"]);
});
