/** A repeatable stream of numbers in [0, 1) for one seed and one name (mulberry32 over an FNV-1a hash). */
export function seeded(seed: number, name: string): () => number {
  let state = 0x811c9dc5 ^ seed;
  for (let at = 0; at < name.length; at++) state = Math.imul(state ^ name.charCodeAt(at), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
