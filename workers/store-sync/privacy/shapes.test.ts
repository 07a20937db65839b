import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

it("an erasure knows the declarations of every file that has any", () => {
  const folder = `${import.meta.dirname}/../../../schemas/db`;
  const declaring = readdirSync(folder).filter(
    (file) =>
      file !== "table.ts" &&
      /^import \{ table \} from "\.\/table\.ts";$/m.test(readFileSync(`${folder}/${file}`, "utf8")),
  );
  const text = readFileSync(`${import.meta.dirname}/shapes.ts`, "utf8");
  const known = [...text.matchAll(/^import "#schemas\/db\/([a-z-]+\.ts)";$/gm)].map((match) => match[1]);
  expect(declaring.length).toBeGreaterThan(8);
  expect(known.sort()).toEqual(declaring.sort());
});
