import { gunzipSync, gzipSync } from "node:zlib";

/**
 * A shop's invoices, column by column. Order `i` owns the lines `firstLine[i]` to `firstLine[i + 1]` (exclusive);
 * a return is an invoice whose number starts with C and whose quantities are negative.
 */
export interface Dataset {
  skus: string[];
  titles: string[];
  countries: string[];
  invoices: string[];
  /** Minutes since 1970-01-01T00:00 of the shop's own wall clock. */
  placedAtMinutes: number[];
  customers: number[];
  countryIndex: number[];
  firstLine: number[];
  skuIndex: number[];
  quantity: number[];
  unitPriceMinor: number[];
}

const MAGIC = "retail-columns-1";

/** Zigzag varints: small numbers of either sign take one byte, and gzip then sees similar neighbours. */
class ByteWriter {
  #bytes = new Uint8Array(1 << 16);
  #length = 0;

  #push(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const grown = new Uint8Array(this.#bytes.length * 2);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes[this.#length++] = byte;
  }

  integer(value: number): void {
    let rest = value < 0 ? -value * 2 - 1 : value * 2;
    while (rest >= 128) {
      this.#push((rest % 128) | 128);
      rest = Math.floor(rest / 128);
    }
    this.#push(rest);
  }

  text(value: string): void {
    const encoded = new TextEncoder().encode(value);
    this.integer(encoded.length);
    for (const byte of encoded) this.#push(byte);
  }

  column(values: Iterable<number>): void {
    for (const value of values) this.integer(value);
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}

class ByteReader {
  #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  integer(): number {
    let scale = 1;
    let result = 0;
    for (;;) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new RangeError("the packed data end too early");
      result += (byte & 127) * scale;
      if (byte < 128) break;
      scale *= 128;
    }
    return result % 2 === 1 ? -(result + 1) / 2 : result / 2;
  }

  text(): string {
    const length = this.integer();
    this.#at += length;
    return new TextDecoder().decode(this.#bytes.subarray(this.#at - length, this.#at));
  }

  column(count: number): number[] {
    return Array.from({ length: count }, () => this.integer());
  }
}

function differences(values: readonly number[]): number[] {
  return values.map((value, index) => value - (index === 0 ? 0 : values[index - 1]!));
}

function sums(values: readonly number[]): number[] {
  let total = 0;
  return values.map((value) => {
    total += value;
    return total;
  });
}

/** A price mostly equals the last one of the same SKU, so only its change is stored. */
function priceChanges(skuIndex: readonly number[], prices: readonly number[], decode: boolean): number[] {
  const last = new Map<number, number>();
  return prices.map((value, line) => {
    const sku = skuIndex[line]!;
    const before = last.get(sku) ?? 0;
    const price = decode ? before + value : value;
    last.set(sku, price);
    return decode ? price : value - before;
  });
}

/** Packs a data set into gzip bytes; `decodeDataset` is its exact inverse. */
export function encodeDataset(data: Dataset): Uint8Array {
  const writer = new ByteWriter();
  writer.text(MAGIC);
  writer.text(JSON.stringify([data.skus, data.titles, data.countries]));
  writer.integer(data.invoices.length);
  writer.integer(data.skuIndex.length);
  writer.column(data.invoices.map((invoice) => (invoice.startsWith("C") ? 1 : 0)));
  writer.column(differences(data.invoices.map((invoice) => Number(invoice.replace("C", "")))));
  writer.column(differences(data.placedAtMinutes));
  writer.column(data.customers);
  writer.column(data.countryIndex);
  writer.column(differences(data.firstLine.slice(0, -1)));
  writer.column(data.skuIndex);
  writer.column(data.quantity);
  writer.column(priceChanges(data.skuIndex, data.unitPriceMinor, false));
  return gzipSync(writer.bytes(), { level: 9 });
}

/** Throws a RangeError when the bytes are not a whole packed data set. */
export function decodeDataset(packed: Uint8Array): Dataset {
  const reader = new ByteReader(gunzipSync(packed));
  if (reader.text() !== MAGIC) throw new RangeError("not a packed retail data set of this version");
  const [skus, titles, countries] = JSON.parse(reader.text()) as [string[], string[], string[]];
  const orders = reader.integer();
  const lines = reader.integer();
  const returned = reader.column(orders);
  const numbers = sums(reader.column(orders));
  const placedAtMinutes = sums(reader.column(orders));
  const customers = reader.column(orders);
  const countryIndex = reader.column(orders);
  const firstLine = sums(reader.column(orders));
  const skuIndex = reader.column(lines);
  const quantity = reader.column(lines);
  const unitPriceMinor = priceChanges(skuIndex, reader.column(lines), true);
  return {
    skus,
    titles,
    countries,
    invoices: numbers.map((number, index) => `${returned[index] === 1 ? "C" : ""}${number}`),
    placedAtMinutes,
    customers,
    countryIndex,
    firstLine: [...firstLine, lines],
    skuIndex,
    quantity,
    unitPriceMinor,
  };
}
