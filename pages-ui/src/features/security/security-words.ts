import type { Tone } from "../../ui/status.tsx";
import type { Finding } from "./api.ts";

const grave = new Set(["high", "critical"]);

const checks: Readonly<Record<string, string>> = {
  access: "Refused requests",
  tokens: "Tokens",
  "audit-chain": "Audit log",
  scopes: "The app's scopes",
  apps: "Apps of the store",
  subscription: "Webhooks",
  storefront: "Storefront",
  advisory: "Packages",
};

export function checkWords(check: string): string {
  return checks[check] ?? check;
}

export function severityTone(severity: string): Tone {
  if (grave.has(severity)) return "bad";
  return severity === "medium" ? "warn" : "hollow";
}

export function isOpen({ resolvedAt, acceptedAt }: Pick<Finding, "resolvedAt" | "acceptedAt">): boolean {
  return resolvedAt === null && acceptedAt === null;
}

export function securitySentence(findings: readonly Pick<Finding, "severity" | "resolvedAt" | "acceptedAt">[]): string {
  const open = findings.filter(isOpen);
  if (open.length === 0) return "Nothing is open.";
  const serious = open.filter(({ severity }) => grave.has(severity)).length;
  const things = `${open.length} ${open.length === 1 ? "finding is" : "findings are"} open.`;
  if (open.length === 1) return `${things} ${serious === 1 ? "It is" : "It is not"} serious.`;
  return serious === 0
    ? `${things} None is serious.`
    : `${things} ${serious} of them ${serious === 1 ? "is" : "are"} serious.`;
}

/** A finding's particulars as one line: `fixed in 4.2.1, score 9.8`. */
export function detailWords(detail: Readonly<Record<string, unknown>>): string {
  return Object.entries(detail)
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) => `${name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase()} ${String(value)}`)
    .join(", ");
}
