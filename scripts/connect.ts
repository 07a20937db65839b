// npm run connect : tries a real store's credentials, says what they allow, and writes them into .dev.vars.
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { accessOf, readScopes } from "#core/agents/access.ts";
import { notAStore, otherStore } from "#integrations/shopify/connect-problem.ts";
import { mirrorScopes } from "#integrations/shopify/mirror-scopes.ts";
import { storeDomain } from "#integrations/shopify/store-domain.ts";
import { type StoreCredentials, tryStore } from "#integrations/shopify/try-store.ts";
import { changeVars } from "./connect/change-vars.ts";
import { type DeclaredAgent, declaredAgents } from "./connect/declared-agents.ts";
import { heldStore } from "./connect/held-store.ts";
import { type Question, questions } from "./connect/questions.ts";
import { limits, show } from "./connect/show.ts";
import { fromRoot } from "./platform/paths.ts";

interface Answer {
  exitCode: number;
  stdout: string;
  stderr: string;
}

interface Surroundings {
  env: Readonly<Record<string, string | undefined>>;
  /** Asks a person for what is missing; null when nobody is there. */
  ask: Question | null;
  stateDir: string;
  varsFile: string;
  agents(): Promise<DeclaredAgent[]>;
}

const usage = `npm run connect                                        asks for everything
npm run connect -- --store S --client-id I             an app of the Dev Dashboard; its secret in SHOPIFY_CLIENT_SECRET
npm run connect -- --store S                           a static token, in SHOPIFY_ACCESS_TOKEN
  --client-secret X, --token X                         the same as flags: other users of this machine can see them
  --webhook-secret X                                   the API secret key that signs webhooks, with a static token
  --check                                              only try, write nothing
  --json                                               one JSON document`;

/** What no credential of Shopify contains; anything else could break the line it is written into. */
const ODD = /[^\w.:-]/;

/** One call of the command line; reads nothing but what it is given, and never prints a secret. */
export async function connect(args: string[], around: Surroundings): Promise<Answer> {
  const flags = readFlags(args);
  if (flags === null) return failed(usage, 2);
  if (flags.help) return { exitCode: 0, stdout: usage, stderr: "" };
  const refuse = ({ code, message }: { code: string; message: string }): Answer =>
    flags.json ? said({ ok: false, code, message }, 1) : failed(message, 1);

  const given = await gather(flags, around);
  if (given === null) return failed(`A store and its credentials are needed.\n\n${usage}`, 2);
  const domain = storeDomain(given.store);
  if (!domain.ok) return refuse(notAStore(domain.error.host));
  const odd = Object.entries(given.vars).find(([, value]) => value !== null && ODD.test(value));
  if (odd) {
    const message = `${odd[0]} contains a character that no Shopify credential has: copy it again, without spaces or quotes.`;
    return refuse({ code: "odd-credential", message });
  }
  const baseUrl = around.env.SHOPIFY_BASE_URL || undefined;
  const environment = around.env.ENVIRONMENT || "local";
  const tried = await tryStore({ domain: domain.value, credentials: given.credentials, baseUrl, environment });
  if (!tried.ok) return refuse(tried.problem);
  const held = heldStore(around.stateDir);
  if (held !== null && held.id !== tried.facts.id) return refuse(otherStore(held.domain, domain.value));

  const declared = await around.agents();
  const agents = declared.map((agent) => accessOf(agent, tried.facts.scopes));
  const begin = readScopes(declared, mirrorScopes);
  const changes = { SHOPIFY_STORE: domain.value, ...given.vars, SHOPIFY_BASE_URL: baseUrl ?? null };
  const wrote = flags.check ? [] : write(around.varsFile, changes);
  if (flags.json) {
    const document = { ok: true, store: tried.facts, agents, readScopes: begin, limits: limits(tried.facts), wrote };
    return said(document, 0);
  }
  const next = flags.check
    ? "Nothing was written."
    : `Wrote ${wrote.join(", ")} to ${path.basename(around.varsFile)}. Now: npm start`;
  const webhooks =
    given.credentials.kind === "token" && !given.vars.SHOPIFY_WEBHOOK_SECRET
      ? "\n\nWithout the app's API secret key webhooks cannot be checked, so changes are seen at the next reconcile only: give it as --webhook-secret."
      : "";
  const text = show({ facts: tried.facts, agents, readScopes: begin });
  return { exitCode: 0, stdout: `${text}${webhooks}\n\n${next}`, stderr: "" };
}

function readFlags(args: string[]) {
  const text = { type: "string" } as const;
  const yes = { type: "boolean", default: false } as const;
  const named = { store: text, token: text, "client-id": text, "client-secret": text, "webhook-secret": text };
  try {
    return parseArgs({ args, options: { ...named, check: yes, json: yes, help: yes } }).values;
  } catch {
    // An unknown flag: the usage says which there are.
    return null;
  }
}

type Flags = NonNullable<ReturnType<typeof readFlags>>;

interface Given {
  store: string;
  credentials: StoreCredentials;
  /** What goes into `.dev.vars` beside the store; null takes a name out. */
  vars: Record<string, string | null>;
}

/** Flags first, then the environment, then a person; null when something is missing and nobody can be asked. */
async function gather(flags: Flags, { env, ask }: Surroundings): Promise<Given | null> {
  const store = flags.store ?? env.SHOPIFY_STORE ?? (await ask?.("The store's domain (….myshopify.com): "));
  let token = flags.token ?? env.SHOPIFY_ACCESS_TOKEN;
  let clientId = flags["client-id"] ?? env.SHOPIFY_CLIENT_ID;
  if (!token && !clientId && ask) {
    const kind = await ask("An app of the Dev Dashboard (1), or an access token of an older custom app (2)? [1] ");
    if (kind === "2") token = await ask("Access token (not shown): ", { hidden: true });
    else clientId = await ask("Client id: ");
  }
  if (!store) return null;
  if (token) {
    const signer = flags["webhook-secret"] ?? env.SHOPIFY_WEBHOOK_SECRET;
    const asked =
      signer ?? (await ask?.("API secret key, for webhooks (not shown; empty to leave out): ", { hidden: true }));
    const vars = { ...empty, SHOPIFY_ACCESS_TOKEN: token, SHOPIFY_WEBHOOK_SECRET: asked || null };
    return { store, credentials: { kind: "token", token }, vars };
  }
  const clientSecret =
    flags["client-secret"] ??
    env.SHOPIFY_CLIENT_SECRET ??
    (await ask?.("Client secret (not shown): ", { hidden: true }));
  if (!clientId || !clientSecret) return null;
  const vars = { ...empty, SHOPIFY_CLIENT_ID: clientId, SHOPIFY_CLIENT_SECRET: clientSecret };
  return { store, credentials: { kind: "client", clientId, clientSecret }, vars };
}

/** A left-over of the other kind would be used before the new one; the client secret signs webhooks by itself. */
const empty: Record<string, string | null> = {
  SHOPIFY_ACCESS_TOKEN: null,
  SHOPIFY_CLIENT_ID: null,
  SHOPIFY_CLIENT_SECRET: null,
  SHOPIFY_API_KEY: null,
  SHOPIFY_API_SECRET: null,
  SHOPIFY_WEBHOOK_SECRET: null,
};

/** Returns the names that were written. */
function write(file: string, changes: Record<string, string | null>): string[] {
  const before = existsSync(file) ? readFileSync(file, "utf8") : "";
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, changeVars(before, changes), { mode: 0o600 });
  chmodSync(file, 0o600);
  return Object.keys(changes).filter((name) => changes[name] !== null);
}

function said(document: object, exitCode: number): Answer {
  return { exitCode, stdout: JSON.stringify(document, null, 2), stderr: "" };
}

function failed(stderr: string, exitCode: number): Answer {
  return { exitCode, stdout: "", stderr };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const terminal = process.stdin.isTTY ? questions() : null;
  const stateDir = process.env.ROYAL_DIR ? path.resolve(process.env.ROYAL_DIR) : fromRoot(".royal");
  const { exitCode, stdout, stderr } = await connect(process.argv.slice(2), {
    env: process.env,
    ask: terminal?.ask ?? null,
    stateDir,
    varsFile: process.env.ROYAL_DIR ? path.join(stateDir, ".dev.vars") : fromRoot(".dev.vars"),
    agents: declaredAgents,
  });
  terminal?.close();
  if (stdout) console.log(stdout);
  if (stderr) console.error(stderr);
  process.exitCode = exitCode;
}
