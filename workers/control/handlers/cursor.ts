import * as z from "zod/mini";
import { refused } from "../http/refused.ts";

const position = z.tuple([z.number(), z.string()]);

/** Where a page ended: the last row's sort value and, for rows with an equal one, its id. */
export type Position = z.infer<typeof position>;

export function encodeCursor(at: Position): string {
  return btoa(encodeURIComponent(JSON.stringify(at))).replaceAll("=", "");
}

export function decodeCursor(cursor: string | undefined): Position | null {
  if (cursor === undefined) return null;
  try {
    return position.parse(JSON.parse(decodeURIComponent(atob(cursor))));
  } catch {
    throw refused("bad-input", "The cursor is not one of ours.", [{ path: "cursor", message: "Not a cursor" }]);
  }
}

/** Cuts one row more than asked for into a page; `at` says where a row stands. */
export function pageOf<R, T>(rows: R[], limit: number, at: (row: R) => Position, show: (row: R) => T) {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor = rows.length > limit && last !== undefined ? encodeCursor(at(last)) : null;
  return { items: shown.map(show), nextCursor };
}
