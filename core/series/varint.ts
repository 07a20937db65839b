/** Small integers of either sign as small ones without: 0, -1, 1, -2 … become 0, 1, 2, 3 … */
export function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

export function unzigzag(coded: number): number {
  return coded % 2 === 0 ? coded / 2 : -(coded + 1) / 2;
}

/** Writes integers as base-128 varints: seven bits a byte, least significant first. Grows as needed. */
export interface VarintWriter {
  /** An integer from 0 to 2^53 - 1. */
  unsigned(value: number): void;
  /** An integer of either sign below 2^52 in size, zigzagged. */
  signed(value: number): void;
  bytes(): Uint8Array;
}

export function varintWriter(): VarintWriter {
  let buffer = new Uint8Array(64);
  let length = 0;

  function unsigned(value: number): void {
    let rest = value;
    do {
      if (length === buffer.length) {
        const grown = new Uint8Array(buffer.length * 2);
        grown.set(buffer);
        buffer = grown;
      }
      // Division, not shifts: revenue may need more than 32 bits.
      const low = rest % 128;
      rest = (rest - low) / 128;
      buffer[length] = rest > 0 ? low + 128 : low;
      length += 1;
    } while (rest > 0);
  }

  return {
    unsigned,
    signed: (value) => unsigned(zigzag(value)),
    bytes: () => buffer.slice(0, length),
  };
}

/** Reads what `varintWriter` wrote; a read beyond the end yields NaN, and `intact` is false from then on. */
export interface VarintReader {
  unsigned(): number;
  signed(): number;
  readonly intact: boolean;
  readonly atEnd: boolean;
}

export function varintReader(bytes: Uint8Array): VarintReader {
  let at = 0;
  let intact = true;

  function unsigned(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = bytes[at];
      if (byte === undefined) {
        intact = false;
        return Number.NaN;
      }
      at += 1;
      value += (byte % 128) * scale;
      if (byte < 128) break;
      scale *= 128;
    }
    if (!Number.isSafeInteger(value)) intact = false;
    return value;
  }

  return {
    unsigned,
    signed: () => unzigzag(unsigned()),
    get intact() {
      return intact;
    },
    get atEnd() {
      return at >= bytes.length;
    },
  };
}
