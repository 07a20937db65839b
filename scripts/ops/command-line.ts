import * as z from "zod/mini";
import { type Operation, pathParameters } from "#schemas/api/operation.ts";
import { operations } from "#schemas/api/table.ts";

interface Answer {
  exitCode: number;
  stdout: string;
  stderr: string;
}

interface Surroundings {
  env: Record<string, string | undefined>;
  fetch: typeof fetch;
}

const usage = `npm run ops -- <operation> '<json>'    one operation, its input as one JSON object
npm run ops -- --list                  every operation with its role and summary
npm run ops -- --help <operation>      what one operation takes`;

/** One call of the command line. Reads nothing but `env`, talks to nothing but `fetch`. */
export async function ops(args: string[], around: Surroundings): Promise<Answer> {
  const [first, second] = args;
  if (first === "--list") return said(list());
  if (first === "--help" && second !== undefined) return help(second);
  if (first === undefined || first.startsWith("-")) return failed(usage, first === undefined ? 2 : 0);
  const operation = find(first);
  if (!operation) return failed(`There is no operation "${first}". Try: npm run ops -- --list`, 2);
  const input = parsed(second ?? "{}");
  if (input === undefined) return failed("The input must be one JSON object.", 2);
  const checked = operation.input.safeParse(input);
  if (!checked.success) {
    const lines = checked.error.issues.map((issue) => `${issue.path.join(".") || "input"}: ${issue.message}`);
    return failed(lines.join("\n"), 2);
  }
  return send(operation, input, around);
}

async function send(
  operation: Operation,
  input: Record<string, unknown>,
  { env, fetch }: Surroundings,
): Promise<Answer> {
  const { address, body } = requestOf(operation, input);
  const base = env.PUBLIC_URL || `http://127.0.0.1:${env.CONTROL_PORT || 8787}`;
  if (!env.ADMIN_TOKEN) return failed("No ADMIN_TOKEN in the environment or in .dev.vars. `npm start` writes one.", 2);
  const headers = { authorization: `Bearer ${env.ADMIN_TOKEN}`, "content-type": "application/json" };
  let response: Response;
  try {
    response = await fetch(new URL(address, base), { method: operation.method, headers, body });
  } catch {
    return failed(`${base} does not answer. Is the system running (npm start)?`, 1);
  }
  const reply: unknown = await response.json().catch(() => null);
  const text = JSON.stringify(reply, null, 2);
  return response.ok ? said(text) : failed(text, 1);
}

/** The path with its parameters filled in, and what is left as query or body. */
function requestOf(operation: Operation, input: Record<string, unknown>): { address: string; body?: string } {
  const inPath = pathParameters(operation.path);
  const path = inPath.reduce(
    (address, name) => address.replace(`:${name}`, encodeURIComponent(String(input[name]))),
    operation.path as string,
  );
  const rest = Object.entries(input).filter(([name]) => !inPath.includes(name));
  if (operation.method === "POST" || operation.method === "PUT")
    return { address: path, body: JSON.stringify(Object.fromEntries(rest)) };
  const query = new URLSearchParams(Object.fromEntries(rest.map(([name, value]) => [name, String(value)])));
  return { address: rest.length > 0 ? `${path}?${query}` : path };
}

function find(id: string): Operation | undefined {
  const operation = Object.values<Operation>(operations).find((candidate) => candidate.id === id);
  return operation?.doors.includes("cli") ? operation : undefined;
}

function list(): string {
  const open = Object.values<Operation>(operations).filter((operation) => operation.doors.includes("cli"));
  const width = Math.max(...open.map((operation) => operation.id.length));
  return open
    .map(({ id, role, summary }) => `${id.padEnd(width)}  ${(role ?? "anyone").padEnd(8)}  ${summary}`)
    .join("\n");
}

function help(id: string): Answer {
  const operation = find(id);
  if (!operation) return failed(`There is no operation "${id}". Try: npm run ops -- --list`, 2);
  const { shape } = operation.input;
  const fields = Object.entries(shape).map(
    ([name, field]) => `  ${name}${z.safeParse(field, undefined).success ? " (optional)" : ""}`,
  );
  return said([`${operation.id}: ${operation.summary}`, `${operation.method} ${operation.path}`, ...fields].join("\n"));
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function said(stdout: string): Answer {
  return { exitCode: 0, stdout, stderr: "" };
}

function failed(stderr: string, exitCode: number): Answer {
  return { exitCode, stdout: "", stderr };
}
