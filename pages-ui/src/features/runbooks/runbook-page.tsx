import { useEffect, useState } from "react";
import { Bones } from "../../ui/bones.tsx";
import { Empty } from "../../ui/empty.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { type Block, blocksOf, piecesOf } from "./markdown.ts";

const files = import.meta.glob<string>("../../../../docs/runbooks/*.md", { query: "?raw", import: "default" });

/** What to do about an alert: the page its message leads to. */
export function RunbookPage({ alert }: { alert: string }) {
  const [text, setText] = useState<string | null | undefined>(undefined);
  useEffect(() => {
    const load = files[`../../../../docs/runbooks/${alert}.md`];
    if (!load) return setText(null);
    load().then(setText, () => setText(null));
  }, [alert]);
  const [title, ...blocks] = text ? blocksOf(text) : [];
  return (
    <>
      <PageHead
        tab="What to do"
        title={
          title?.kind === "title"
            ? `What to do when ${title.text.charAt(0).toLowerCase()}${title.text.slice(1)}.`
            : "What to do"
        }
        sub={
          title && "The page of an alert. It tells what the alert means and what to do; not whether it is so right now."
        }
        back={{ href: "/security", name: "Security" }}
      />
      {text === undefined && <Bones rows={6} />}
      {text === null && <Empty title="There is no such page.">{alert} is no alert of this version.</Empty>}
      <div className="prose">
        {blocks.map((block, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a page's blocks never move
          <Shown key={at} block={block} />
        ))}
      </div>
    </>
  );
}

function Shown({ block }: { block: Block }) {
  switch (block.kind) {
    case "steps":
      return <ol className="numbered">{block.items.map(item)}</ol>;
    case "points":
      return <ul className="dotted">{block.items.map(item)}</ul>;
    case "paragraph":
      return (
        <p>
          <Words text={block.text} />
        </p>
      );
    default:
      return <h2>{block.text}</h2>;
  }
}

function item(text: string) {
  return (
    <li key={text}>
      <Words text={text} />
    </li>
  );
}

function Words({ text }: { text: string }) {
  return piecesOf(text).map(({ kind, text: words }) => {
    if (kind === "code") return <code key={words}>{words}</code>;
    if (kind === "emphasis") return <em key={words}>{words}</em>;
    return kind === "strong" ? <b key={words}>{words}</b> : words;
  });
}
