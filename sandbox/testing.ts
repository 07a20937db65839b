import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DefinitionNode, Kind, parse, print, visit } from "graphql";
import { type Sandbox, type SandboxOptions, startSandbox } from "./start.ts";

const OPERATIONS = join(import.meta.dirname, "../integrations/shopify/operations");

let read: Map<string, DefinitionNode> | undefined;

function definitions(): Map<string, DefinitionNode> {
  read ??= readDefinitions();
  return read;
}

function readDefinitions(): Map<string, DefinitionNode> {
  const files = readdirSync(OPERATIONS, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".graphql"),
  );
  const all = files.flatMap((name) => parse(readFileSync(join(OPERATIONS, name), "utf8")).definitions);
  return new Map(all.map((each) => ["name" in each ? (each.name?.value ?? "") : "", each]));
}

/** The text of a committed operation with the fragments it needs. */
export function operationText(name: string): string {
  const known = definitions();
  const needed = new Set<string>([name]);
  for (const each of needed) {
    const definition = known.get(each);
    if (definition === undefined) throw new Error(`no committed operation or fragment ${each}`);
    visit(definition, {
      enter(node) {
        if (node.kind === Kind.FRAGMENT_SPREAD) needed.add(node.name.value);
      },
    });
  }
  const wanted = [...needed].flatMap((each) => known.get(each) ?? []);
  return print({ kind: Kind.DOCUMENT, definitions: wanted });
}

/** A committed bulk query as a client sends it: without its variable, the filter left out. */
export function bulkText(name: string): string {
  return operationText(name).replace("($filter: String)", "").replace("(query: $filter)", "");
}

export interface GraphQLReply {
  status: number;
  headers: Headers;
  data: unknown;
  /** What stands at a dotted path below `data`, e.g. `products.nodes.0.id`. */
  at<Value = string>(path: string): Value;
  errors: { message: string; path?: string[]; extensions: { code: string } }[] | undefined;
  extensions: { cost: { requestedQueryCost: number; actualQueryCost: number | null }; search?: unknown[] };
}

export interface TestSandbox {
  sandbox: Sandbox;
  stateDir: string;
  ask(operation: string, variables?: Record<string, unknown>): Promise<GraphQLReply>;
  send(query: string, variables?: Record<string, unknown>, headers?: Record<string, string>): Promise<GraphQLReply>;
  /** `at` reads the JSON reply of a control by dotted path. */
  control(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; at<Value = number>(path: string): Value }>;
  close(): Promise<void>;
}

function valueAt<Value>(data: unknown, path: string): Value {
  const keys = path === "" ? [] : path.split(".");
  return keys.reduce((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], data) as Value;
}

/** A ten-product sandbox on a free port in a folder of its own; arrivals stand still unless asked otherwise. */
export async function startTestSandbox(options: Partial<SandboxOptions> = {}): Promise<TestSandbox> {
  const stateDir = options.stateDir ?? mkdtempSync(join(tmpdir(), "sandbox-"));
  const sandbox = await startSandbox({ products: 10, speed: 0, ...options, stateDir });
  const send: TestSandbox["send"] = async (query, variables = {}, headers = {}) => {
    const reply = await fetch(`${sandbox.origin}/admin/api/2026-10/graphql.json`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-shopify-access-token": sandbox.credentials.token, ...headers },
      body: JSON.stringify({ query, variables }),
    });
    const body = (await reply.json()) as Pick<GraphQLReply, "data" | "errors" | "extensions">;
    return { ...body, status: reply.status, headers: reply.headers, at: (path) => valueAt(body.data, path) };
  };
  return {
    sandbox,
    stateDir,
    send,
    ask: (operation, variables) => send(operationText(operation), variables),
    async control(method, path, body) {
      const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
      const reply = await fetch(`${sandbox.origin}/__sandbox/${path}`, init);
      const json: unknown = await reply.json();
      return { status: reply.status, at: (where) => valueAt(json, where) };
    },
    async close() {
      await sandbox.close();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}
