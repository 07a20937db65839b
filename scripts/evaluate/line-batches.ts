/**
 * The whole lines that each piece of a text completes, without their ends; a last line needs none. Only a line feed ends a
 * line (JSON strings may hold the other separators of Unicode), and a byte order mark before the first is no part of it.
 */
export async function* lineBatches(pieces: AsyncIterable<string>): AsyncGenerator<string[]> {
  let rest = "";
  let begun = false;
  for await (const piece of pieces) {
    rest += begun ? piece : piece.replace(/^\uFEFF/, "");
    begun = true;
    if (!piece.includes("\n")) continue;
    const lines = rest.split("\n");
    rest = lines.pop()!;
    yield lines;
  }
  if (rest !== "") yield [rest];
}
