import type { Severity } from "#core/security/severity.ts";
import type { FrontDoor } from "#core/security/storefront.ts";

/** What each check is called in `findings`. */
export const CHECKS = [
  "access",
  "tokens",
  "audit-chain",
  "scopes",
  "apps",
  "subscription",
  "storefront",
  "advisory",
] as const;
export type Check = (typeof CHECKS)[number];

export interface Found {
  subject: string;
  severity: Severity;
  title: string;
  detail: Record<string, string | number | null>;
}

/** Between the entries of a finding's `what`. */
export const separator = "; ";

/** What is so now, and what was taken for right; no baseline at the first look, which makes it. */
export interface Compared {
  now: string[];
  baseline: string[] | null;
}

/** A finding that is open. */
export interface HeldFinding {
  id: string;
  check: Check;
  detail: string;
  acceptedAt: number | null;
}

/** Null for what was not looked at this time: nothing is said about it, and nothing resolved. */
export interface PlatformSnapshot {
  held: HeldFinding[];
  /** Refusals of the last day by kind and source. */
  refusals: { kind: string; source: string; count: number; lastAt: number }[];
  tokens: {
    id: string;
    name: string;
    role: string;
    createdAt: number;
    expiresAt: number | null;
    lastUsedAt: number | null;
  }[];
  /** Row at which the audit chain does not fit, `null` where it does as far as was looked. */
  audit: { brokenAt: number | null };
  scopes: Compared | null;
  /** Every app of the store as `handle: scope scope`. */
  apps: Compared | null;
  subscriptions: { missing: string[] } | null;
  storefront: FrontDoor | { url: string; unreachable: string } | null;
  advisories: Found[] | null;
}

export interface PlatformKnowledge {
  open: (Found & { id: string; check: Check })[];
  /** Ids of findings that are no longer so. */
  resolved: string[];
}
