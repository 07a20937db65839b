import { expect, it } from "vitest";
import { changesSentence, homeSentence, needsSentence } from "./sentences.ts";

const since = { more: false, impactMinor: 0, currency: null, kinds: [] };

it("says what needs a person, in words", () => {
  expect(needsSentence(0)).toBe("Nothing needs you.");
  expect(needsSentence(1)).toBe("One thing needs you.");
  expect(needsSentence(3)).toBe("Three things need you.");
});

it("counts undone changes as made, and never hides them", () => {
  expect(changesSentence({ ...since, applied: 0, undone: 0 })).toBe("No changes since yesterday.");
  expect(changesSentence({ ...since, applied: 1, undone: 0 })).toBe("One change made since yesterday, none undone.");
  expect(changesSentence({ ...since, applied: 39, undone: 2 })).toBe("41 changes made since yesterday, two undone.");
  expect(changesSentence({ ...since, applied: 200, undone: 0, more: true })).toBe(
    "More than 200 changes made since yesterday, none undone.",
  );
});

it("says while importing that it does, unless something already needs a person", () => {
  const none = { ...since, applied: 0, undone: 0 };
  expect(homeSentence(0, none, "none")).toBe("No store is connected yet.");
  expect(homeSentence(0, none, "importing")).toBe("The store is being read.");
  expect(homeSentence(2, none, "importing")).toBe("Two things need you. No changes since yesterday.");
  expect(homeSentence(undefined, undefined, "read")).toBe("Reading …");
});
