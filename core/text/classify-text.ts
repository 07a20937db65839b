import { textFeatures } from "./features.ts";
import { score, softmax, type TextClassifier } from "./train-classifier.ts";

export interface Classified {
  readonly label: string;
  /** Calibrated probability of the label; below one half a person should look. */
  readonly confidence: number;
}

/** Most probable label of a text. */
export function classifyText(classifier: TextClassifier, text: string): Classified {
  const probabilities = new Float64Array(classifier.labels.length);
  score(classifier, textFeatures(text, classifier.bits), probabilities);
  softmax(probabilities, classifier.temperature);
  let best = 0;
  for (let c = 1; c < probabilities.length; c += 1) if (probabilities[c]! > probabilities[best]!) best = c;
  return { label: classifier.labels[best]!, confidence: probabilities[best]! };
}
