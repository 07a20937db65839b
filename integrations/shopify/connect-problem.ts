import type { KitError } from "#agent-kit/errors.ts";

/** Why a store cannot be connected: a code for programs, and for people one sentence that ends in what to do. */
export interface ConnectProblem {
  code:
    | "not-configured"
    | "wrong-domain"
    | "wrong-token"
    | "wrong-secret"
    | "not-permitted"
    | "missing-scope"
    | "other-store"
    | "store-locked"
    | "unreachable"
    | "refused";
  message: string;
}

interface Asked {
  domain: string;
  kind: "token" | "client";
}

const DASHBOARD = "the Dev Dashboard (your app → Settings)";

/** What a failed call means to the person who typed the credentials. */
export function callProblem(error: KitError, { domain, kind }: Asked): ConnectProblem {
  const { status = 0 } = error;
  const about = `${error.code} ${error.internal ?? ""}`;
  if (status === 404 || (status >= 300 && status < 400)) return noStore(domain);
  if (status === 402 || status === 423) {
    const message = `${domain} is frozen or locked by Shopify: settle its plan in Shopify's admin, then try again.`;
    return { code: "store-locked", message };
  }
  if (/shop_not_permitted/.test(about)) {
    const message = `Shopify gives this app no token for ${domain}: create the app in the Dev Dashboard of the organisation that owns the store, and install it on the store.`;
    return { code: "not-permitted", message };
  }
  // The grant's endpoint answers 400 where the API answers 401.
  const refused = error.code === "unauthorised" || status === 401 || (kind === "client" && status === 400);
  if (refused && kind === "client") {
    const message = `Shopify does not accept this client id with this client secret for ${domain}: copy both again from ${DASHBOARD}, and check that the app is installed on the store.`;
    return { code: "wrong-secret", message };
  }
  if (refused) {
    const message = `Shopify does not accept this access token for ${domain}: it is mistyped, revoked or expired (tokens of a Dev Dashboard app last a day), so give the app's client id and secret from ${DASHBOARD} instead.`;
    return { code: "wrong-token", message };
  }
  if (error.code === "misconfigured") return notAStore(domain);
  if (error.retryable || error.notBefore !== undefined || error.code === "aborted") {
    const message = `${domain} cannot be asked just now (${trimmed(error.message)}): check the domain and your connection to the internet, and try again in a minute.`;
    return { code: "unreachable", message };
  }
  const message = `${trimmed(error.message)}: check that the app is installed on ${domain}, and try again.`;
  return { code: "refused", message };
}

export function notConfigured(domain: string): ConnectProblem {
  const message = `No credentials for ${domain} are set: run \`npm run connect\` and give an access token, or the client id and secret of an app.`;
  return { code: "not-configured", message };
}

export function notAStore(host: string): ConnectProblem {
  const message = `"${host}" is not a store's address: give the one that ends in .myshopify.com, which Shopify's admin shows under Settings → Domains.`;
  return { code: "wrong-domain", message };
}

function noStore(domain: string): ConnectProblem {
  const message = `There is no store at ${domain}: look up its .myshopify.com domain in Shopify's admin under Settings → Domains, and give that one.`;
  return { code: "wrong-domain", message };
}

/** The credentials work, for another store than was named. */
export function wrongDomain(asked: string, answered: string): ConnectProblem {
  const message = `These credentials belong to ${answered}, not to ${asked}: give ${answered} as the domain, or the credentials of an app on ${asked}.`;
  return { code: "wrong-domain", message };
}

export function scopeProblem(lacking: readonly string[]): ConnectProblem {
  const message = `The app lacks ${lacking.join(", ")}, without which the store cannot be read: add ${lacking.length === 1 ? "it" : "them"} to the app's scopes in the Dev Dashboard, release the version, approve it in the store, and connect again.`;
  return { code: "missing-scope", message };
}

/** One deployment serves one store: its database must not be filled from a second one. */
export function otherStore(held: string, asked: string): ConnectProblem {
  const message = `This database holds ${held}, so ${asked} cannot be connected to it: connect ${asked} in a second checkout or deployment, or set this one's data aside first (locally: stop it and rename the folder .royal).`;
  return { code: "other-store", message };
}

function trimmed(sentence: string): string {
  return sentence.replace(/\.$/, "");
}
