export interface TitleIndex {
  /** Word → titles that have it, with the word's share of each title's length. */
  readonly postings: ReadonlyMap<string, readonly { readonly id: string; readonly weight: number }[]>;
  readonly rarity: ReadonlyMap<string, number>;
  readonly unseen: number;
}

export interface SimilarTitle {
  readonly id: string;
  /** Cosine, 0 to 1. */
  readonly similarity: number;
}

/** Words everybody's titles have, and marks of size or number that tell nothing about the kind of thing. */
const EMPTY = new Set(["a", "an", "and", "for", "in", "new", "of", "on", "set", "the", "to", "with"]);

/** Words of a title in lower case, plurals cut, without those that say nothing. */
export function titleWords(title: string): string[] {
  const words = title.toLowerCase().match(/\p{L}{2,}/gu) ?? [];
  return words
    .filter((word) => !EMPTY.has(word))
    .map((word) => (/[^s]s$/.test(word) && word.length > 3 ? word.slice(0, -1) : word));
}

/** Titles by word, rare words weighing more (inverse document frequency; Salton & Buckley, 1988). */
export function titleIndex(titles: readonly { readonly id: string; readonly title: string }[]): TitleIndex {
  const words = titles.map(({ id, title }) => ({ id, words: new Set(titleWords(title)) }));
  const counts = new Map<string, number>();
  for (const title of words) for (const word of title.words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const rarity = new Map([...counts].map(([word, count]) => [word, idf(titles.length, count)]));
  const postings = new Map<string, { id: string; weight: number }[]>();
  for (const title of words) {
    const length = Math.sqrt([...title.words].reduce((sum, word) => sum + rarity.get(word)! ** 2, 0));
    for (const word of title.words) {
      const held = postings.get(word) ?? [];
      held.push({ id: title.id, weight: rarity.get(word)! / length });
      postings.set(word, held);
    }
  }
  return { postings, rarity, unseen: idf(titles.length, 0) };
}

/** Indexed titles at least `least` alike, most alike first. */
export function similarTitles(index: TitleIndex, title: string, least: number): SimilarTitle[] {
  const words = [...new Set(titleWords(title))];
  const weights = words.map((word) => index.rarity.get(word) ?? index.unseen);
  const length = Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0));
  if (length === 0) return [];
  const found = new Map<string, number>();
  words.forEach((word, at) => {
    for (const { id, weight } of index.postings.get(word) ?? [])
      found.set(id, (found.get(id) ?? 0) + (weight * weights[at]!) / length);
  });
  return [...found]
    .filter(([, similarity]) => similarity >= least)
    .map(([id, similarity]) => ({ id, similarity: Math.min(1, similarity) }))
    .sort((a, b) => b.similarity - a.similarity || (a.id < b.id ? -1 : 1));
}

function idf(titles: number, having: number): number {
  return Math.log((titles + 1) / (having + 1)) + 1;
}
