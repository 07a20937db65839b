import { isKitError } from "./errors.ts";
import { foreignText } from "./foreign-text.ts";
import { impersonal } from "./impersonal.ts";

/** An error's texts as they may be kept: our own words cleared of patterns, everybody else's only where they are known. */
export function errorText(error: Error): { message: string; about: string | undefined } {
  if (!isKitError(error)) return { message: issuesOf(error) ?? foreignText(error.message), about: undefined };
  const about = [
    ...(error.detail === undefined ? [] : [impersonal(error.detail)]),
    ...(error.internal === undefined ? [] : [foreignText(error.internal)]),
  ];
  return { message: impersonal(error.message), about: about.length > 0 ? about.join("; ") : undefined };
}

/** Where a zod schema was not met and how; the message of such an error holds whatever the schema's author quoted. */
function issuesOf(error: Error): string | null {
  if (!("issues" in error) || !Array.isArray(error.issues)) return null;
  return error.issues
    .slice(0, 5)
    .map(({ code, path }: { code?: unknown; path?: unknown }) => `${placeOf(path)} ${foreignWord(code)}`.trim())
    .join("; ");
}

const placeOf = (path: unknown) => (Array.isArray(path) ? path.map(foreignWord).join(".") : "");

/** An index or a plain identifier; a record's key may be anything. */
function foreignWord(part: unknown): string {
  if (typeof part === "number") return String(part);
  return typeof part === "string" && /^[a-z][A-Za-z_]{0,39}$/.test(part) ? part : "*";
}
