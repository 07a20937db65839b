/** The object did not answer, twice: whoever asked decides whether that means yes or no. */
export class ObjectUnreachable extends Error {
  override readonly name = "ObjectUnreachable";
}

/**
 * Asks once and, if that fails, once more. `ask` must make its own stub each time: one that lived through a crash of
 * its object stays broken for ever.
 */
export async function reach<T>(what: string, ask: () => Promise<T>, limitMs = 5_000): Promise<T> {
  try {
    return await within(limitMs, ask());
  } catch {
    try {
      return await within(limitMs, ask());
    } catch (cause) {
      throw new ObjectUnreachable(`${what} could not be reached`, { cause });
    }
  }
}

async function within<T>(limitMs: number, answer: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${limitMs} ms`)), limitMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
