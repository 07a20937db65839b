/** A text as sparse unit vector: indices ascending, values of the same length. */
export interface SparseVector {
  readonly indices: Int32Array;
  readonly values: Float64Array;
}

/**
 * Hashed features of a short text: words, pairs of words, and runs of three to five letters within a word (spaces at its
 * ends), each with 1 + ln count, scaled to length one. Hashing (FNV-1a) needs no dictionary; letter runs forgive typos.
 */
export function textFeatures(text: string, bits: number): SparseVector {
  const counts = new Map<number, number>();
  const mask = 2 ** bits - 1;
  const add = (kind: string, gram: string) => {
    const index = hash(kind, gram) & mask;
    counts.set(index, (counts.get(index) ?? 0) + 1);
  };
  const words =
    text
      .toLowerCase()
      .normalize("NFKC")
      .match(/[\p{L}\p{N}']+|[?!]/gu) ?? [];
  words.forEach((word, i) => {
    add("w", word);
    if (i > 0) add("p", `${words[i - 1]} ${word}`);
    const padded = ` ${word} `;
    for (let length = 3; length <= 5; length += 1) {
      for (let from = 0; from + length <= padded.length; from += 1) add("c", padded.slice(from, from + length));
    }
  });
  const indices = Int32Array.from(counts.keys()).sort();
  const values = Float64Array.from(indices, (index) => 1 + Math.log(counts.get(index)!));
  const norm = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return { indices, values: norm > 0 ? values.map((value) => value / norm) : values };
}

function hash(kind: string, gram: string): number {
  let h = 0x811c9dc5;
  for (const part of [kind, gram]) {
    for (let i = 0; i < part.length; i += 1) {
      h = Math.imul(h ^ part.charCodeAt(i), 0x01000193);
    }
  }
  // FNV's low bits mix poorly on short inputs.
  return (h ^ (h >>> 15)) >>> 0;
}
