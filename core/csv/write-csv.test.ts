import fc from "fast-check";
import { expect, it } from "vitest";
import { type CsvCell, writeCsv } from "./write-csv.ts";

/** Reads RFC 4180 by the letter, written apart from what it checks. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === ",") {
      row.push(cell);
      cell = "";
    } else if (sign === "\r" && text[at + 1] === "\n") {
      rows.push([...row, cell]);
      row = [];
      cell = "";
      at += 1;
    } else cell += sign;
  }
  return rows;
}

it("quotes what must be quoted and ends each row with CRLF", () => {
  expect(writeCsv([["sku", 'Tea "Set", blue', "a\nb"]])).toBe('sku,"Tea ""Set"", blue","a\nb"\r\n');
  expect(writeCsv([["a", null, 1.5, -2]])).toBe("a,,1.5,-2\r\n");
});

it.each(["=1+1", "+cmd|'/C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1"])(
  "keeps %j from being run as a formula",
  (text) => {
    const [[cell] = []] = readCsv(writeCsv([[text]]));
    expect(cell).toBe(`'${text}`);
  },
);

it("is read back as it was written, whatever the texts hold", () => {
  const cell = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom('"', ",", "\r\n", '","', "=", ""));
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 5 }), (rows: string[][]) => {
      const back = readCsv(writeCsv(rows as CsvCell[][]));
      expect(back.map((row) => row.map((text) => text.replace(/^'(?=\s*[=+\-@＝＋－＠\t\r])/, "")))).toEqual(rows);
    }),
  );
});
