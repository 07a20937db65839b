/** What a runbook is made of; `text` may hold `code` in backticks, _emphasis_ and **weight**. */
export type Block =
  | { kind: "title" | "heading" | "paragraph"; text: string }
  | { kind: "steps" | "points"; items: string[] };

export interface Piece {
  kind: "plain" | "code" | "emphasis" | "strong";
  text: string;
}

/** The little Markdown the runbooks are written in. */
export function blocksOf(markdown: string): Block[] {
  return markdown
    .trim()
    .split(/\n{2,}/)
    .map((part): Block => {
      const lines = part.split("\n");
      const first = lines[0] ?? "";
      if (first.startsWith("# ")) return { kind: "title", text: first.slice(2) };
      if (first.startsWith("## ")) return { kind: "heading", text: first.slice(3) };
      if (/^\d+\. /.test(first)) return { kind: "steps", items: lines.map((line) => line.replace(/^\d+\. /, "")) };
      if (first.startsWith("- ")) return { kind: "points", items: lines.map((line) => line.slice(2)) };
      return { kind: "paragraph", text: lines.join(" ") };
    });
}

export function piecesOf(text: string): Piece[] {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*|(?<!\w)_[^_`]+_(?!\w))/).flatMap((part): Piece[] => {
    if (part === "") return [];
    if (part.startsWith("`")) return [{ kind: "code", text: part.slice(1, -1) }];
    if (part.startsWith("**")) return [{ kind: "strong", text: part.slice(2, -2) }];
    if (/^_.+_$/.test(part)) return [{ kind: "emphasis", text: part.slice(1, -1) }];
    return [{ kind: "plain", text: part }];
  });
}
