import { expect, it } from "vitest";
import { ordersSentence, stateWords, waitsForWords } from "./order-words.ts";

it("says first what needs somebody, then what is on its way", () => {
  expect(ordersSentence({ attention: 0 })).toBe("No order is on its way.");
  expect(ordersSentence({ attention: 0, sent: 1, delivered: 9 })).toBe("No order needs you. One is open in all.");
  expect(ordersSentence({ attention: 2, stopped: 2, ordered: 3 })).toBe("Two orders need you. Five are open in all.");
});

it("has a word for every state and for whoever has the next move", () => {
  const states = [
    "unpaid",
    "risk",
    "held",
    "window",
    "routing",
    "ordering",
    "ordered",
    "sending",
    "sent",
    "stopped",
    "delivered",
    "fulfilled",
    "cancelled",
    "closed",
  ];
  for (const state of states) expect(stateWords[state]?.word, state).toMatch(/\w/);
  for (const who of ["buyer", "store", "person", "supplier", "carrier", "time", "nobody"])
    expect(waitsForWords[who], who).toMatch(/\w/);
});
