import type { TextClassifier } from "./train-classifier.ts";

/** A classifier small enough to ship: one signed byte a weight, a scale a label, base64. */
export interface PackedClassifier {
  readonly labels: readonly string[];
  readonly bits: number;
  readonly temperature: number;
  readonly biases: readonly number[];
  /** Size of one step of each label's weights. */
  readonly scales: readonly number[];
  readonly weights: string;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Rounds each label's weights to 255 steps of its own scale. */
export function packClassifier({ labels, bits, temperature, biases, weights }: TextClassifier): PackedClassifier {
  const classes = labels.length;
  const scales = labels.map((_, c) => {
    let largest = 0;
    for (let k = c; k < weights.length; k += classes) largest = Math.max(largest, Math.abs(weights[k]!));
    return largest > 0 ? largest / 127 : 1;
  });
  const bytes = Uint8Array.from(weights, (weight, k) => Math.round(weight / scales[k % classes]!) & 0xff);
  return {
    labels,
    bits,
    temperature,
    biases: Array.from(biases, (bias) => Number(bias.toPrecision(6))),
    scales: scales.map((scale) => Number(scale.toPrecision(6))),
    weights: toBase64(bytes),
  };
}

export function unpackClassifier(packed: PackedClassifier): TextClassifier {
  const { labels, bits, temperature, scales } = packed;
  const bytes = fromBase64(packed.weights, 2 ** bits * labels.length);
  const weights = Float32Array.from(bytes, (byte, k) => ((byte << 24) >> 24) * scales[k % labels.length]!);
  return { labels, bits, temperature, weights, biases: Float32Array.from(packed.biases) };
}

function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += 3) {
    const triple = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (let shift = 18; shift >= 0; shift -= 6) parts.push(ALPHABET[(triple >> shift) & 63]!);
  }
  return parts.join("");
}

function fromBase64(text: string, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  const value = new Int8Array(128);
  for (let i = 0; i < ALPHABET.length; i += 1) value[ALPHABET.charCodeAt(i)] = i;
  for (let i = 0, at = 0; at < length; i += 4) {
    let triple = 0;
    for (let k = 0; k < 4; k += 1) triple = (triple << 6) | value[text.charCodeAt(i + k)]!;
    for (let shift = 16; shift >= 0 && at < length; shift -= 8) bytes[at++] = (triple >> shift) & 0xff;
  }
  return bytes;
}
