import { type SparseVector, textFeatures } from "./features.ts";

export interface LabelledText {
  readonly text: string;
  readonly label: string;
}

/** Multinomial logistic regression over hashed text features. */
export interface TextClassifier {
  readonly labels: readonly string[];
  readonly bits: number;
  /** By feature, then label: `weights[index * labels.length + label]`. */
  readonly weights: Float32Array;
  readonly biases: Float32Array;
  /** Scores are divided by it before they become probabilities, so that confidence means what it says. */
  readonly temperature: number;
}

export interface TrainingOptions {
  readonly bits?: number;
  readonly epochs?: number;
  readonly rate?: number;
  readonly ridge?: number;
}

const HELD_OUT = 10;
const NEGLIGIBLE = 1e-4;

/**
 * Trains by stochastic gradient descent, the order reshuffled each round by a fixed generator: the same texts give the
 * same model. A tenth is held out of a first fit to set the temperature; the weights then come from all texts. Null
 * without two labels.
 */
export function trainClassifier(
  texts: readonly LabelledText[],
  { bits = 16, epochs = 8, rate = 12, ridge = 1e-6 }: TrainingOptions = {},
): TextClassifier | null {
  const labels = [...new Set(texts.map(({ label }) => label))].sort();
  if (labels.length < 2) return null;
  const number = new Map(labels.map((label, index) => [label, index]));
  const examples = texts.map(({ text, label }) => ({ vector: textFeatures(text, bits), label: number.get(label)! }));
  const options = { bits, epochs, rate, ridge };
  const kept = examples.filter((_, i) => i % HELD_OUT !== 0);
  const held = examples.filter((_, i) => i % HELD_OUT === 0);
  const temperature = bestTemperature(fitWeights(kept, labels.length, options), held, labels.length);
  return { labels, bits, ...fitWeights(examples, labels.length, options), temperature };
}

interface Example {
  readonly vector: SparseVector;
  readonly label: number;
}

interface Weights {
  readonly weights: Float32Array;
  readonly biases: Float32Array;
}

function fitWeights(
  examples: readonly Example[],
  classes: number,
  { bits, epochs, rate, ridge }: Required<TrainingOptions>,
): Weights {
  const weights = new Float32Array(2 ** bits * classes);
  const biases = new Float32Array(classes);
  const order = examples.map((_, i) => i);
  const probabilities = new Float64Array(classes);
  const active = new Int32Array(classes);
  let state = 1;
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    for (let i = order.length - 1; i > 0; i -= 1) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      const j = Math.floor((state / 2 ** 32) * (i + 1));
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    const step = rate * (1 - epoch / epochs);
    for (const index of order) {
      const { vector, label } = examples[index]!;
      score({ weights, biases }, vector, probabilities);
      softmax(probabilities, 1);
      probabilities[label]! -= 1;
      // Most labels are soon out of the question; leaving them be saves half the time.
      let count = 0;
      for (let c = 0; c < classes; c += 1) if (Math.abs(probabilities[c]!) > NEGLIGIBLE) active[count++] = c;
      for (let k = 0; k < vector.indices.length; k += 1) {
        const row = vector.indices[k]! * classes;
        const scaled = step * vector.values[k]!;
        for (let a = 0; a < count; a += 1) {
          const c = active[a]!;
          weights[row + c]! -= scaled * probabilities[c]! + step * ridge * weights[row + c]!;
        }
      }
      for (let a = 0; a < count; a += 1) biases[active[a]!]! -= 0.01 * step * probabilities[active[a]!]!;
    }
  }
  return { weights, biases };
}

/** Scores of all labels, written into `into`. */
export function score({ weights, biases }: Weights, { indices, values }: SparseVector, into: Float64Array): void {
  const classes = biases.length;
  into.set(biases);
  for (let k = 0; k < indices.length; k += 1) {
    const row = indices[k]! * classes;
    const value = values[k]!;
    for (let c = 0; c < classes; c += 1) into[c]! += value * weights[row + c]!;
  }
}

/** Scores over the temperature as probabilities, in place. */
export function softmax(scores: Float64Array, temperature: number): void {
  let highest = Number.NEGATIVE_INFINITY;
  for (const value of scores) if (value > highest) highest = value;
  let sum = 0;
  for (let c = 0; c < scores.length; c += 1) {
    scores[c] = Math.exp((scores[c]! - highest) / temperature);
    sum += scores[c]!;
  }
  for (let c = 0; c < scores.length; c += 1) scores[c]! /= sum;
}

function bestTemperature(weights: Weights, held: readonly Example[], classes: number): number {
  if (held.length === 0) return 1;
  const scores = held.map(({ vector }) => {
    const into = new Float64Array(classes);
    score(weights, vector, into);
    return into;
  });
  let best = 1;
  let lowest = Number.POSITIVE_INFINITY;
  for (let power = -3; power <= 3; power += 0.125) {
    const temperature = 2 ** power;
    let loss = 0;
    held.forEach(({ label }, i) => {
      const probabilities = Float64Array.from(scores[i]!);
      softmax(probabilities, temperature);
      loss -= Math.log(Math.max(1e-12, probabilities[label]!));
    });
    if (loss < lowest) {
      lowest = loss;
      best = temperature;
    }
  }
  return best;
}
