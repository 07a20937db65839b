import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { operations } from "#schemas/api/table.ts";
import { type AlertName, alertKinds } from "./kinds.ts";
import { linkOf } from "./send.ts";

const folder = `${import.meta.dirname}/../../../docs/runbooks`;
const kinds = Object.keys(alertKinds) as AlertName[];

it.each(kinds)("%s has its page, which says what it means, where to look, what to do and when it is over", (kind) => {
  const page = readFileSync(`${folder}/${kind}.md`, "utf8");
  expect(page.split("\n")[0]).toBe(`# ${alertKinds[kind].title}`);
  expect([...page.matchAll(/^## (.+)$/gm)].map((match) => match[1])).toEqual(["Look", "Do", "Over"]);
  expect(linkOf(kind, "https://ops.example")).toEqual({
    text: "What to do",
    url: `https://ops.example/runbooks/${kind}`,
  });
});

it("what a page tells to run is an operation there is", () => {
  const named = kinds.flatMap((kind) => {
    const page = readFileSync(`${folder}/${kind}.md`, "utf8");
    return [...page.matchAll(/(?:`|npm run ops -- )([a-z]+\.[a-z-]+)(?:`| ')/g)].map((match) => match[1] ?? "");
  });
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter((id) => !(id in operations))).toEqual([]);
});

it("there is no page of an alert that does not exist, and no link without an address", () => {
  const pages = readdirSync(folder).map((file) => file.replace(/\.md$/, ""));
  expect(pages.sort()).toEqual(kinds.toSorted());
  expect(linkOf("dead-letters", undefined)).toBeNull();
  expect(linkOf(null, "https://ops.example/")).toEqual({ text: "Dashboard", url: "https://ops.example/" });
});
