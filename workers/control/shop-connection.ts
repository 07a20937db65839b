import { connection } from "#agent-kit/connection.ts";
import { environmentRedactor } from "#agent-kit/redact.ts";
import { secrets } from "#agent-kit/secrets.ts";
import { breaker, budget } from "#durable-objects/client.ts";
import { notConfigured } from "#integrations/shopify/connect-problem.ts";
import { SHOPIFY, shopDomain, shopVariable } from "#integrations/shopify/need.ts";
import { type StoreCredentials, type Tried, tryStore } from "#integrations/shopify/try-store.ts";
import type { CallContext } from "./context.ts";
import type { ControlEnv } from "./env.ts";

/** The configured store with the credentials its providers hold now, through its breaker and budget. */
export async function tryConfigured({ env, clock }: CallContext): Promise<Tried> {
  const domain = shopDomain(env) ?? "";
  const credentials = await configuredCredentials(env);
  if (credentials === null) return { ok: false, problem: notConfigured(domain) };
  const shared = connection({
    id: SHOPIFY,
    account: domain,
    breaker: breaker(env, SHOPIFY),
    budget: budget(env, domain),
    clock,
    random: Math.random,
    deadlineAt: clock.now() + 20_000,
    policy: { retry: { attempts: 1, minDelayMs: 0, maxDelayMs: 0 } },
  });
  try {
    return await tryStore({ ...placeOf(env, domain), credentials, connection: shared });
  } finally {
    await shared.flush();
  }
}

/** Credentials somebody typed in. Another base address stands for the configured store alone. */
export function tryGiven(env: ControlEnv, domain: string, credentials: StoreCredentials): Promise<Tried> {
  const place = placeOf(env, domain);
  return tryStore({ ...place, baseUrl: domain === shopDomain(env) ? place.baseUrl : undefined, credentials });
}

function placeOf(env: ControlEnv, domain: string) {
  return { domain, baseUrl: shopVariable(env, "SHOPIFY_BASE_URL"), environment: env.ENVIRONMENT ?? "production" };
}

/** As the Workers choose: a static token before an app's id and secret. Nothing remembered counts: who asks has just changed them. */
async function configuredCredentials(env: ControlEnv): Promise<StoreCredentials | null> {
  const resolver = secrets({ ...env }, { redactor: environmentRedactor(env) });
  const value = async (name: string) => (await resolver.get(name)).value;
  const token = await value("SHOPIFY_ACCESS_TOKEN");
  if (token !== null) return { kind: "token", token };
  const [clientId, clientSecret] = [await value("SHOPIFY_CLIENT_ID"), await value("SHOPIFY_CLIENT_SECRET")];
  return clientId === null || clientSecret === null ? null : { kind: "client", clientId, clientSecret };
}
