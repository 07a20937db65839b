import { KitError } from "./errors.ts";
import type { Redactor } from "./redact.ts";
import { secretAliases } from "./secrets/aliases.ts";
import { awsSsmProvider } from "./secrets/aws-ssm.ts";
import { type CacheStore, encryptedCache, type SecretCache } from "./secrets/encrypted-cache.ts";
import { environmentProvider } from "./secrets/environment.ts";
import { githubBundleProvider } from "./secrets/github-bundle.ts";
import type { Lookup, ProviderId, SecretProvider } from "./secrets/provider.ts";
import { sealer } from "./secrets/seal.ts";
import { secretsStoreProvider } from "./secrets/secrets-store.ts";

/** Where a secret stands, without its value. `ageMs` since its provider was read; `null` for the environment's own. */
export interface SecretStanding {
  name: string;
  status: "present" | "stale" | "missing";
  provider: ProviderId | null;
  ageMs: number | null;
  /** What each provider said, in order, down to the one that answered. */
  tried: readonly { provider: ProviderId; said: Lookup["kind"]; why?: string }[];
}

type Tried = SecretStanding["tried"][number];
type Found = Extract<Lookup, { kind: "found" }>;

export type SecretAnswer = SecretStanding & { value: string | null };

export interface SecretResolver {
  get(name: string): Promise<SecretAnswer>;
  /** The value; throws `not-configured` naming the secret when no provider has it. */
  require(name: string): Promise<string>;
  /** Forgets what is remembered and asks again: after a vendor's 401, or when a person says so. */
  refresh(name: string): Promise<SecretAnswer>;
  standing(name: string): Promise<SecretStanding>;
}

/** Answers kept between invocations of one isolate; values only, never promises, which belong to one request. */
export type SecretMemory = Map<string, { answer: SecretAnswer; readAt: number; until: number }>;

export interface SecretRules {
  /** How long an answer is used without asking again. */
  ttlMs: number;
  /** The same for “missing”, brief: somebody is probably just setting it. */
  negativeTtlMs: number;
  /** The same for “missing, but somebody could not be asked”. */
  downTtlMs: number;
  maxStaleMs: number;
}

export const defaultSecretRules: SecretRules = {
  ttlMs: 300_000,
  negativeTtlMs: 15_000,
  downTtlMs: 5_000,
  maxStaleMs: 7 * 86_400_000,
};

/**
 * Name by name, and each from the first provider to the last: the secret's own name wherever it lies comes before any other
 * name of it. What was set under its own name is meant for this use; another name is a value shared, or an older spelling left
 * behind. A provider that is down is passed over. What it last said, as stale, comes after own names found elsewhere and
 * before other names.
 */
export function secretResolver(options: {
  providers: readonly SecretProvider[];
  cache: SecretCache;
  realNow: () => number;
  redactor?: Redactor;
  memory?: SecretMemory;
  rules?: SecretRules;
}): SecretResolver {
  const { cache, realNow } = options;
  const rules = options.rules ?? defaultSecretRules;
  const memory: SecretMemory = options.memory ?? new Map();
  const flights = new Map<string, Promise<SecretAnswer>>();

  async function get(name: string): Promise<SecretAnswer> {
    const known = memory.get(name);
    if (known && realNow() < known.until) return handedOut(known.answer, known.readAt);
    return flight(name);
  }

  /** One cascade at a time per name, however many ask. */
  function flight(name: string): Promise<SecretAnswer> {
    const running = flights.get(name) ?? cascade(name).finally(() => flights.delete(name));
    flights.set(name, running);
    return running;
  }

  async function cascade(name: string): Promise<SecretAnswer> {
    const tried: Tried[] = [];
    for (const provider of options.providers) {
      const said = await provider.read(name);
      tried.push({ provider: provider.id, said: said.kind, ...("why" in said ? { why: said.why } : {}) });
      if (said.kind === "found") return found(name, said, provider.id, tried);
      // Parameter Store answered that it is gone: what it said before must not come back as stale later.
      if (provider.id === "aws-ssm" && said.kind === "missing") await cache.forget(name).catch(() => undefined);
    }
    const down = new Set(tried.filter(({ said }) => said === "down").map(({ provider }) => provider));
    const old = down.size > 0 ? await stale(name, tried, down) : null;
    if (old) return old;
    for (const alias of secretAliases[name] ?? [])
      for (const provider of options.providers) {
        if (down.has(provider.id)) continue;
        const said = await provider.read(alias);
        if (said.kind !== "found") continue;
        const also = tried.map((each) =>
          each.provider === provider.id ? { provider: provider.id, said: said.kind } : each,
        );
        return found(name, said, provider.id, also);
      }
    return missing(name, tried, down.size > 0 ? rules.downTtlMs : rules.negativeTtlMs);
  }

  async function found(name: string, said: Found, provider: ProviderId, tried: Tried[]): Promise<SecretAnswer> {
    if (provider === "aws-ssm") await cache.keep(name, said.value, said.version ?? "0").catch(() => undefined);
    return remember(name, said, provider, tried);
  }

  /** What a provider that is down had last said; null when that is not known, or too old. Adds to `tried`. */
  async function stale(name: string, tried: Tried[], down: ReadonlySet<ProviderId>): Promise<SecretAnswer | null> {
    const known = memory.get(name);
    // Only what the provider that is down now had said: a value that another one has since deleted is gone.
    const from = known?.answer.provider === cache.id ? "aws-ssm" : known?.answer.provider;
    if (known?.answer.value != null && from && down.has(from) && realNow() - known.readAt <= rules.maxStaleMs) {
      const answer: SecretAnswer = { ...handedOut(known.answer, known.readAt), status: "stale", tried };
      memory.set(name, { answer, readAt: known.readAt, until: realNow() + rules.negativeTtlMs });
      return answer;
    }
    if (!down.has("aws-ssm")) return null;
    const cached = await cache.read(name);
    tried.push({ provider: cache.id, said: cached.kind, ...("why" in cached ? { why: cached.why } : {}) });
    return cached.kind === "found" ? remember(name, cached, cache.id, tried) : null;
  }

  function remember(name: string, said: Found, provider: ProviderId, tried: SecretAnswer["tried"]): SecretAnswer {
    const readAt = said.readAt ?? realNow();
    const status = said.stale ? "stale" : "present";
    const answer: SecretAnswer = { name, status, value: said.value, provider, ageMs: null, tried };
    memory.set(name, { answer, readAt, until: realNow() + (said.stale ? rules.negativeTtlMs : rules.ttlMs) });
    return handedOut(answer, readAt);
  }

  function missing(name: string, tried: SecretAnswer["tried"], ttlMs: number): SecretAnswer {
    const answer: SecretAnswer = { name, status: "missing", value: null, provider: null, ageMs: null, tried };
    memory.set(name, { answer, readAt: realNow(), until: realNow() + ttlMs });
    return answer;
  }

  /** Memory outlives the redactor of one invocation, so a remembered value is learnt as a new one is. */
  function handedOut(answer: SecretAnswer, readAt: number): SecretAnswer {
    if (answer.value !== null) options.redactor?.learn(answer.value);
    if (answer.value === null || answer.provider === "environment") return answer;
    return { ...answer, ageMs: Math.max(0, realNow() - readAt) };
  }

  return {
    get,
    async require(name) {
      const { value } = await get(name);
      if (value !== null) return value;
      throw new KitError({
        code: "not-configured",
        message: `${name} is not configured.`,
        outcome: "not-sent",
        report: false,
      });
    },
    refresh(name) {
      const known = memory.get(name);
      // Its value stays for the case that the provider is down; only its freshness goes.
      if (known) memory.set(name, { ...known, until: 0 });
      return flight(name);
    },
    async standing(name) {
      const { value: _, ...standing } = await get(name);
      return standing;
    },
  };
}

/** The standard cascade over a Worker's environment. */
export function secrets(
  env: Readonly<Record<string, unknown>> & { KV?: CacheStore },
  options: { redactor?: Redactor; memory?: SecretMemory; realNow?: () => number; fetch?: typeof fetch } = {},
): SecretResolver {
  const realNow = options.realNow ?? (() => Date.now());
  const key = env.SECRET_ENCRYPTION_KEY;
  const cache = encryptedCache({
    store: env.KV,
    sealer: typeof key === "string" && key !== "" ? sealer(key) : undefined,
    realNow,
    maxStaleMs: defaultSecretRules.maxStaleMs,
  });
  const providers = [
    environmentProvider(env),
    githubBundleProvider(env),
    secretsStoreProvider(env),
    awsSsmProvider(env, options.fetch),
  ];
  return secretResolver({ providers, cache, realNow, redactor: options.redactor, memory: options.memory });
}
