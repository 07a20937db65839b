// Trains the shipped text classifiers and writes core/text/models: npm run -s train-text -- <folder of data sets>.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { packClassifier } from "#core/text/pack-classifier.ts";
import { type LabelledText, type TrainingOptions, trainClassifier } from "#core/text/train-classifier.ts";
import { parseCsv } from "./data/csv.ts";
import { fromRoot } from "./platform/paths.ts";

const [dataFolder] = process.argv.slice(2);
if (dataFolder === undefined) throw new Error("Name the folder of data sets.");

const rows = (file: string) => parseCsv(readFileSync(path.join(dataFolder, file), "utf8"));

write(
  "intent",
  "Bitext customer service utterances (CDLA-Sharing-1.0)",
  rows("support_bitext/customer_support.csv").map(({ utterance, intent }) => ({ text: utterance!, label: intent! })),
  { bits: 12 },
);
write(
  "sentiment",
  "Amazon review sentences rated by twenty people (Hutto & Gilbert 2014, MIT)",
  rows("sentiment_reviews/amazon_reviews.csv").map(({ text, mean_rating }) => {
    const rating = Number(mean_rating);
    return { text: text!, label: rating >= 0.05 ? "positive" : rating <= -0.05 ? "negative" : "neutral" };
  }),
  { bits: 13, epochs: 4, rate: 4 },
);

function write(name: string, source: string, texts: readonly LabelledText[], options: TrainingOptions): void {
  const classifier = trainClassifier(texts, options);
  if (classifier === null) throw new Error(`No two labels for ${name}`);
  const model = JSON.stringify(packClassifier(classifier));
  const constant = `${name.toUpperCase()}_MODEL`;
  const file = [
    `// Written by scripts/train-text.ts from ${texts.length} texts: ${source}.`,
    `import type { PackedClassifier } from "../pack-classifier.ts";`,
    "",
    `export const ${constant}: PackedClassifier = ${model};`,
    "",
  ].join("\n");
  writeFileSync(fromRoot("core/text/models", `${name}.generated.ts`), file);
  console.log(`${name}: ${texts.length} texts, ${classifier.labels.length} labels, ${model.length} characters`);
}
