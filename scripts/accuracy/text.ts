import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod/mini";
import { classifyText } from "#core/text/classify-text.ts";
import { type LabelledText, trainClassifier } from "#core/text/train-classifier.ts";
import { atLeast, type Check } from "./check.ts";
import { readCsv } from "./read.ts";

const pairs = z.array(z.tuple([z.string(), z.string()]));
const clinc = z.object({ train: pairs, val: pairs, oos_val: pairs });
const UNSURE = 0.5;
const FOLDS = 5;

/** CLINC150: intents of the validation part, and how often what is out of scope is left to a person. */
export function intentChecks(dataFolder: string): Check[] {
  const file = path.join(dataFolder, "support_clinc150", "data.json");
  const { train, val, oos_val } = clinc.parse(JSON.parse(readFileSync(file, "utf8")));
  const classifier = trainClassifier(train.map(([text, label]) => ({ text, label })))!;
  const right = val.filter(([text, label]) => classifyText(classifier, text).label === label).length;
  const unsure = oos_val.filter(([text]) => classifyText(classifier, text).confidence < UNSURE).length;
  return [
    atLeast("CLINC150 validation accuracy, 150 intents", right / val.length, 0.91),
    atLeast("CLINC150 share of out-of-scope left to a person", unsure / oos_val.length, 0.6),
  ];
}

/** Rated review sentences in five folds: weighted F1 against VADER 3.3.2's on the same sentences. */
export function sentimentChecks(dataFolder: string): Check[] {
  const rows = readCsv(path.join(dataFolder, "sentiment_reviews"), "amazon_reviews.csv").map(
    ({ text, mean_rating }): LabelledText => {
      const rating = Number(mean_rating);
      return { text: text!, label: rating >= 0.05 ? "positive" : rating <= -0.05 ? "negative" : "neutral" };
    },
  );
  const predicted = new Array<string>(rows.length).fill("");
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const train = rows.filter((_, i) => i % FOLDS !== fold);
    const classifier = trainClassifier(train, { bits: 13, epochs: 4, rate: 4 })!;
    rows.forEach(({ text }, i) => {
      if (i % FOLDS === fold) predicted[i] = classifyText(classifier, text).label;
    });
  }
  return [atLeast("review sentiment, weighted F1", weightedF1(rows, predicted), 0.6256)];
}

function weightedF1(rows: readonly LabelledText[], predicted: readonly string[]): number {
  let sum = 0;
  for (const label of new Set(rows.map((row) => row.label))) {
    const count = (matches: (actual: boolean, said: boolean) => boolean) =>
      rows.filter((row, i) => matches(row.label === label, predicted[i] === label)).length;
    const hits = count((actual, said) => actual && said);
    const wrong = count((actual, said) => actual !== said);
    sum += ((2 * hits) / (2 * hits + wrong || 1)) * (count((actual) => actual) / rows.length);
  }
  return sum;
}
