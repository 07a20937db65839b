import type { Severity } from "./severity.ts";

/** What a storefront's front door answered. Header names in small letters. */
export interface FrontDoor {
  url: string;
  status: number;
  headers: Readonly<Record<string, string>>;
  /** Where plain HTTP leads: an address, null where it answers by itself; undefined when it was not asked. */
  plainLeadsTo?: string | null;
}

export interface DoorProblem {
  subject: string;
  severity: Severity;
  title: string;
}

const halfYearSeconds = 15_552_000;

/** What is missing at the front door, by the OWASP Secure Headers Project's list for pages that take money. */
export function doorProblems({ url, status, headers, plainLeadsTo }: FrontDoor): DoorProblem[] {
  const found: DoorProblem[] = [];
  const say = (subject: string, severity: Severity, title: string) => found.push({ subject, severity, title });
  if (status >= 500) say("answers", "high", `The storefront answered ${status}`);
  const secure = url.startsWith("https:");
  // A door on the developer's own machine leads nobody astray.
  const local = /^http:\/\/(?:127\.0\.0\.1|localhost)[:/]/.test(url);
  if (!secure && !local) say("tls", "high", "The storefront is not served over TLS");
  // A path alone stays with the scheme it was asked by.
  if (plainLeadsTo === null || (plainLeadsTo !== undefined && !/^https:/i.test(plainLeadsTo)))
    say("plain-http", "high", "Plain HTTP is answered instead of leading to HTTPS");
  const age = /max-age=(\d+)/i.exec(headers["strict-transport-security"] ?? "")?.[1];
  if (secure && age === undefined) say("hsts", "medium", "Strict-Transport-Security is missing");
  else if (secure && Number(age) < halfYearSeconds)
    say("hsts", "low", "Strict-Transport-Security lasts less than half a year");
  const policy = headers["content-security-policy"] ?? "";
  if (policy === "") say("csp", "medium", "Content-Security-Policy is missing");
  const framed = !/frame-ancestors/i.test(policy) && !/deny|sameorigin/i.test(headers["x-frame-options"] ?? "");
  if (framed) say("framing", "medium", "Other sites may frame the storefront");
  if (!/nosniff/i.test(headers["x-content-type-options"] ?? ""))
    say("nosniff", "low", "X-Content-Type-Options: nosniff is missing");
  return found;
}
