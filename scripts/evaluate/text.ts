import { readFileSync } from "node:fs";
import { z } from "zod/mini";
import { classifyText } from "#core/text/classify-text.ts";
import { INTENT_MODEL } from "#core/text/models/intent.generated.ts";
import { SENTIMENT_MODEL } from "#core/text/models/sentiment.generated.ts";
import { type PackedClassifier, unpackClassifier } from "#core/text/pack-classifier.ts";
import { type TextClassifier, trainClassifier } from "#core/text/train-classifier.ts";
import type { Task } from "./task.ts";

const line = z.object({ text: z.string() });
const labelled = z.object({ text: z.string(), label: z.string() });

/** Trained on the named file first, if there is one, else as shipped. */
function textTask(shipped: PackedClassifier): Task<z.infer<typeof line>> {
  return {
    line,
    run(lines, { trainFile }) {
      const classifier = trainFile === undefined ? unpackClassifier(shipped) : trainedOn(trainFile);
      return { perLine: lines.map(({ text }) => ({ result: { ...classifyText(classifier, text) } })) };
    },
  };
}

function trainedOn(file: string): TextClassifier {
  const texts = readFileSync(file, "utf8")
    .split("\n")
    .flatMap((text, at) => (text.trim() === "" ? [] : [labelledLine(text, `${file}, line ${at + 1}`)]));
  const classifier = trainClassifier(texts);
  if (classifier === null) throw new Error(`${file} holds fewer than two labels`);
  return classifier;
}

function labelledLine(text: string, place: string): z.infer<typeof labelled> {
  try {
    return labelled.parse(JSON.parse(text));
  } catch {
    throw new Error(`${place} is not {"text": …, "label": …}`);
  }
}

export const intentTask = textTask(INTENT_MODEL);
export const sentimentTask = textTask(SENTIMENT_MODEL);
