import type { ChannelLine } from "#core/inventory/channel-lines.ts";
import { formatMinor, parseMinor } from "#core/money/minor-units.ts";
import { type FeedRow, readRows } from "#integrations/feed/read-rows.ts";

const columns = ["id", "availability", "quantity", "price", "version"] as const;
/** More would not fit a Worker's memory beside a chunk of the shop. */
export const mostLines = 25_000;

/**
 * The document a channel fetches: `id`, `availability` and `price` ("12.99 GBP") as the catalogues of Google and Meta name
 * them, the quantity, and the version each line was written by.
 */
export function writeLines(lines: ReadonlyMap<string, ChannelLine>): string {
  const rows = [...lines.values()]
    .sort((a, b) => (a.sku < b.sku ? -1 : 1))
    .map(({ sku, quantity, priceMinor, currency, version }) =>
      [
        sku,
        quantity > 0 ? "in_stock" : "out_of_stock",
        String(quantity),
        `${formatMinor(priceMinor, currency)} ${currency}`,
        `${version.eventAt}.${version.seenAt}.${version.undone}`,
      ]
        .map(field)
        .join(","),
    );
  return `${[columns.join(","), ...rows].join("\r\n")}\r\n`;
}

/** Lines of the document; one somebody else wrote without our version counts as older than any of ours. */
export function readLines(text: string): Map<string, ChannelLine> {
  if (text.trim() === "") return new Map();
  return new Map(
    readRows(text, mostLines + 1).flatMap((row): [string, ChannelLine][] => {
      const line = toLine(row);
      return line === null ? [] : [[line.sku, line]];
    }),
  );
}

function toLine(row: FeedRow): ChannelLine | null {
  const sku = String(row.id ?? "");
  const quantity = Number(row.quantity);
  const [amount = "", currency = ""] = String(row.price ?? "").split(" ");
  const price = parseMinor(amount, currency);
  if (sku === "" || !Number.isInteger(quantity) || !price.ok) return null;
  const [, eventAt = "0", seenAt = "0", undone = "0"] = /^(\d+)\.(\d+)\.([01])$/.exec(String(row.version ?? "")) ?? [];
  const version = { eventAt: Number(eventAt), seenAt: Number(seenAt), undone: undone === "1" ? 1 : 0 } as const;
  return { sku, quantity, priceMinor: price.value, currency, version };
}

function field(text: string): string {
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
