import { expect, it } from "vitest";
import { proposePrice } from "./propose-price.ts";
import { weeklyGain } from "./weekly-gain.ts";

const terms = { taxRate: 0.2, taxIncluded: true };

it("is the whole contribution gained where buyers do not mind", () => {
  const change = { fromMinor: 1_200, toMinor: 1_320, costMinor: 500, weeklyUnits: 10 };
  const { gainMinor, probability } = weeklyGain(change, { mean: 0, sd: 0 }, terms);
  expect(gainMinor).toBeCloseTo(10 * 100, 9);
  expect(probability).toBe(1);
});

it("says of a proposed price what the proposal says of it", () => {
  const elasticity = { mean: -1.2, sd: 0.2 };
  const question = {
    priceMinor: 1_200,
    costMinor: 300,
    weeklyUnits: 40,
    elasticity,
    terms,
    marginFloor: 0.1,
    largestMove: 0.1,
  };
  const proposal = proposePrice(question);
  expect(proposal.held).toBe(false);
  const change = { fromMinor: 1_200, toMinor: proposal.priceMinor, costMinor: 300, weeklyUnits: 40 };
  const { gainMinor, probability } = weeklyGain(change, elasticity, terms);
  expect(gainMinor).toBeCloseTo(proposal.expectedGainMinorPerWeek, 9);
  expect(probability).toBeCloseTo(proposal.probabilityOfGain, 9);
});
