import { readFileSync } from "node:fs";
import path from "node:path";
import { parseCsv } from "../data/csv.ts";

/** Rows of a comma-separated file by header name. */
export function readCsv(folder: string, file: string): Record<string, string>[] {
  return parseCsv(readFileSync(path.join(folder, file), "utf8"));
}
