import { expect, it } from "vitest";
import { codeIn } from "./open-session.ts";

it("finds the code in a fragment, in a whole link, or alone", () => {
  expect(codeIn("#code=abc123_-XYZ")).toBe("abc123_-XYZ");
  expect(codeIn("http://127.0.0.1:8788/#code=abc123_-XYZ")).toBe("abc123_-XYZ");
  expect(codeIn("  abc123_-XYZ ")).toBe("abc123_-XYZ");
});

it("takes nothing else for a code", () => {
  for (const text of ["", "short", "two words here", "http://127.0.0.1:8788/"]) expect(codeIn(text), text).toBeNull();
});
