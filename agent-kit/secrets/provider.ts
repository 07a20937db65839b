/** What one provider says about one secret. `down` means it could not be asked: another answer may exist there. */
export type Lookup =
  | { kind: "found"; value: string; version?: string; readAt?: number; stale?: boolean }
  | { kind: "missing" }
  | { kind: "down"; why: string }
  | { kind: "not-applicable"; why: string };

export type ProviderId = "environment" | "github-actions" | "secrets-store" | "aws-ssm" | "encrypted-cache";

export interface SecretProvider {
  readonly id: ProviderId;
  /** Never throws. */
  read(name: string): Promise<Lookup>;
}

/** Runs a reader and turns what it throws into `down`; the text of the error stays out, it may quote a value. */
export async function guarded(read: () => Promise<Lookup>): Promise<Lookup> {
  try {
    return await read();
  } catch (error) {
    return { kind: "down", why: error instanceof Error ? error.name : "unknown" };
  }
}
