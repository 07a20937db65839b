import { expect, it } from "vitest";
import { blocksOf, piecesOf } from "./markdown.ts";

const runbooks = import.meta.glob<string>("../../../../docs/runbooks/*.md", {
  query: "?raw",
  import: "default",
  eager: true,
});

it("reads a runbook's title, steps and points", () => {
  expect(blocksOf("# T\n\nIt is\nso.\n\n## Look\n\n1. Here\n2. There\n\n- Do `x`\n")).toEqual([
    { kind: "title", text: "T" },
    { kind: "paragraph", text: "It is so." },
    { kind: "heading", text: "Look" },
    { kind: "steps", items: ["Here", "There"] },
    { kind: "points", items: ["Do `x`"] },
  ]);
});

it("knows code from emphasis, and neither in a name", () => {
  expect(piecesOf("run `a_b_c` when _dead-letters_ of SHOP_EVENTS_X is **not** set")).toEqual([
    { kind: "plain", text: "run " },
    { kind: "code", text: "a_b_c" },
    { kind: "plain", text: " when " },
    { kind: "emphasis", text: "dead-letters" },
    { kind: "plain", text: " of SHOP_EVENTS_X is " },
    { kind: "strong", text: "not" },
    { kind: "plain", text: " set" },
  ]);
});

it.each(Object.entries(runbooks))("%s is written in no more than that", (_, text) => {
  const blocks = blocksOf(text);
  expect(blocks[0]?.kind).toBe("title");
  const texts = blocks.flatMap((block) => ("items" in block ? block.items : [block.text]));
  const plain = texts.flatMap(piecesOf).filter(({ kind }) => kind === "plain");
  expect(plain.filter(({ text }) => /[`#]|\*\*|\]\(|^\s*-/.test(text))).toEqual([]);
});
