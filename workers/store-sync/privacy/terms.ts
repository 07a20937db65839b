import type { PrivacyIdentity } from "#integrations/shopify/privacy.ts";
import { phoneNumber } from "./phone-number.ts";

export const erased = "[erased]";

/** What a person is recognised by in any text: ids, addresses, numbers. Shorter ones would erase what is not theirs. */
export function termsOf({ customer, email, phone }: PrivacyIdentity): string[] {
  return distinct([customer, email, phone].flatMap((term) => (term && term.length >= 7 ? [term] : [])));
}

const contactKey =
  /^(?:e_?mail|phone|(?:first|last|full)_?name|name|company|address_?\d?|street|city|zip|post_?code|postal_?code|recipient|latitude|longitude)$/i;
const telling = /^(?:e_?mail|phone|(?:full)_?name|name|address_?\d?|street|recipient)$/i;

/**
 * A JSON document about a person's order without the contacts in it, and what stood in them and can be looked for
 * elsewhere. A contact is an object with two such fields: a product has a name too, but no street.
 */
export function withoutContacts(value: unknown): { value: unknown; found: string[] } {
  // A document within a document, as text.
  if (typeof value === "string" && /^\s*[[{]/.test(value)) {
    const inner = withoutContacts(parsed(value));
    return inner.value === undefined
      ? { value, found: [] }
      : { value: JSON.stringify(inner.value), found: inner.found };
  }
  if (Array.isArray(value)) {
    const parts = value.map(withoutContacts);
    return { value: parts.map((part) => part.value), found: parts.flatMap((part) => part.found) };
  }
  if (typeof value !== "object" || value === null) return { value, found: [] };
  const entries = Object.entries(value);
  const isContact =
    entries.filter(([key, held]) => contactKey.test(camelless(key)) && typeof held === "string").length > 1;
  const found: string[] = [];
  const kept = entries.map(([key, held]): [string, unknown] => {
    if (isContact && typeof held === "string" && held !== erased && contactKey.test(camelless(key))) {
      if (telling.test(camelless(key)) && held.length >= 7) found.push(held);
      return [key, erased];
    }
    const inner = withoutContacts(held);
    found.push(...inner.found);
    return [key, inner.value];
  });
  return { value: Object.fromEntries(kept), found: distinct(found) };
}

/** A text without the terms, however they are written; an id that only begins with the person's is somebody else's. */
export function withoutTerms(text: string, terms: readonly string[]): string {
  return terms.reduce((left, term) => left.replace(pattern(term), erased), text);
}

export function mentions(text: string, terms: readonly string[]): boolean {
  return terms.some((term) => pattern(term).test(text));
}

function pattern(term: string): RegExp {
  const number = phoneNumber(term);
  if (number) return new RegExp(number.pattern, "gi");
  const before = /^\d/.test(term) ? "(?<!\\d)" : "";
  const after = /\d$/.test(term) ? "(?!\\d)" : "";
  return new RegExp(`${before}${term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}${after}`, "gi");
}

function camelless(key: string): string {
  return key.replace(/([a-z])([A-Z])/g, "$1_$2");
}

function distinct(values: readonly string[]): string[] {
  // Longest first, so that a term inside another leaves no remainder.
  return [...new Set(values)].sort((a, b) => b.length - a.length);
}

/** Undefined for what is no JSON. */
export function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
