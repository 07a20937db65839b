/** Constants of ours as a SQL list; never for anything that came from outside. */
export function list(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(", ");
}
