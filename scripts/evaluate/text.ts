import { readFileSync } from "node:fs";
import { z } from "zod/mini";
import { classifyText } from "#core/text/classify-text.ts";
import { INTENT_MODEL } from "#core/text/models/intent.generated.ts";
import { SENTIMENT_MODEL } from "#core/text/models/sentiment.generated.ts";
import { type PackedClassifier, unpackClassifier } from "#core/text/pack-classifier.ts";
import { type LabelledText, type TextClassifier, trainClassifier } from "#core/text/train-classifier.ts";
import type { LineTask } from "./task.ts";

const line = z.object({ text: z.string() });
const labelled = z.object({ text: z.string(), label: z.string() });

/** Trained on the named file first, if there is one, else as shipped. */
function textTask(shipped: PackedClassifier): LineTask<z.infer<typeof line>> {
  return {
    line,
    each({ trainFile }) {
      const classifier = trainFile === undefined ? unpackClassifier(shipped) : trainedOn(trainFile);
      return ({ text }) => ({ result: { ...classifyText(classifier, text) } });
    },
  };
}

function trainedOn(file: string): TextClassifier {
  const texts = readFileSync(file, "utf8")
    .replace(/^\uFEFF/, "")
    .split("\n")
    .flatMap((text, at) => (text.trim() === "" ? [] : [labelledText(text, `${file}, line ${at + 1}`)]));
  const classifier = trainClassifier(texts);
  if (classifier === null) throw new Error(`${file} holds fewer than two labels`);
  return classifier;
}

/** Nothing is trained on a part of a file without a word: the first line that cannot be read ends it. */
function labelledText(text: string, place: string): LabelledText {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`${place} is not JSON`);
  }
  const read = labelled.safeParse(value);
  if (!read.success) throw new Error(`${place} is not {text, label} in two strings`);
  return read.data;
}

export const intentTask = textTask(INTENT_MODEL);
export const sentimentTask = textTask(SENTIMENT_MODEL);
