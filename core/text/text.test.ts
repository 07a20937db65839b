import { expect, test } from "vitest";
import { classifyText } from "./classify-text.ts";
import { textFeatures } from "./features.ts";
import { INTENT_MODEL } from "./models/intent.generated.ts";
import { SENTIMENT_MODEL } from "./models/sentiment.generated.ts";
import { packClassifier, unpackClassifier } from "./pack-classifier.ts";
import { trainClassifier } from "./train-classifier.ts";

const TEXTS = [
  ...["where is my parcel", "track my order please", "has my package shipped", "when will my parcel arrive"].map(
    (text) => ({ text, label: "tracking" }),
  ),
  ...["i want my money back", "refund this order", "please refund me", "give the money back"].map((text) => ({
    text,
    label: "refund",
  })),
];

test("features are a unit vector that does not depend on case", () => {
  const { indices, values } = textFeatures("Where is my Parcel?", 14);
  expect(values.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 12);
  expect([...indices]).toEqual([...indices].sort((a, b) => a - b));
  expect(textFeatures("where is MY parcel?", 14)).toEqual({ indices, values });
  expect(textFeatures("", 14).indices).toHaveLength(0);
});

test("a few examples teach it to tell two wishes apart, typos included", () => {
  const classifier = trainClassifier(TEXTS, { bits: 12 })!;
  expect(classifyText(classifier, "wher is my parcell").label).toBe("tracking");
  expect(classifyText(classifier, "can i get a refnd").label).toBe("refund");
  expect(trainClassifier(TEXTS.slice(0, 4))).toBeNull();
});

test("the same texts give the same model, and packing hardly changes it", () => {
  const once = trainClassifier(TEXTS, { bits: 10 })!;
  expect(trainClassifier(TEXTS, { bits: 10 })).toEqual(once);
  const unpacked = unpackClassifier(packClassifier(once));
  for (const { text } of TEXTS) {
    const before = classifyText(once, text);
    const after = classifyText(unpacked, text);
    expect(after.label).toBe(before.label);
    expect(after.confidence).toBeCloseTo(before.confidence, 1);
  }
});

test("the shipped intents read what customers ask", () => {
  const intents = unpackClassifier(INTENT_MODEL);
  expect(classifyText(intents, "i need to cancel the order i made yesterday").label).toBe("cancel_order");
  expect(classifyText(intents, "how do i get my money back").label).toBe("get_refund");
  expect(classifyText(intents, "how can i change my delivery address").label).toBe("change_shipping_address");
});

test("the shipped sentiment reads praise and complaint", () => {
  const sentiment = unpackClassifier(SENTIMENT_MODEL);
  expect(classifyText(sentiment, "works great, i love it and the quality is excellent").label).toBe("positive");
  expect(classifyText(sentiment, "it broke after a week, terrible waste of money").label).toBe("negative");
});
