import * as z from "zod/mini";
import { type Operation, pathParameters } from "#schemas/api/operation.ts";
import { propertyLines, shapeText } from "#schemas/api/shape-text.ts";
import { operations } from "#schemas/api/table.ts";
import { editDistance } from "./edit-distance.ts";

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
npm run ops -- --list [word]           every operation, or those with the word, with its role and summary
npm run ops -- --help <operation>      what one operation takes and answers

  npm run ops -- agents.list
  npm run ops -- cards.list '{"rows": 3}'
  npm run ops -- emergency.stop '{"why": "something looks wrong"}'

It asks the system at PUBLIC_URL, or on this machine at CONTROL_PORT (8787), with ADMIN_TOKEN; each is read from the
environment, then from .dev.vars.`;

/** One call of the command line. Reads nothing but `env`, talks to nothing but `fetch`. */
export async function ops(args: string[], around: Surroundings): Promise<Answer> {
  const [first, second] = args;
  if (first === "--list") return said(list(second ?? ""));
  if (first === "--help") return second === undefined ? said(usage) : help(second);
  if (first === undefined) return failed(usage, 2);
  if (first.startsWith("-")) return failed(`There is no option ${first}.\n\n${usage}`, 2);
  const operation = find(first);
  if (!operation) return failed(unknownOperation(first), 2);
  const input = parsed(second ?? "{}");
  if (typeof input === "string") return failed(input, 2);
  const wrong = wrongWith(operation, input);
  if (wrong.length > 0) return failed([...wrong, `What it takes: npm run ops -- --help ${operation.id}`].join("\n"), 2);
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
  const reply: unknown = await response.json().catch(() => undefined);
  if (reply === undefined)
    return failed(`${base} answered ${response.status} and no JSON. Is it this system, and not something else?`, 1);
  const text = JSON.stringify(reply, null, 2);
  return response.ok ? said(text) : failed(`${sentenceOf(reply, response.status)}\n${text}`, 1);
}

/** What is wrong with an input, a line each; a property that no operation knows would be dropped without a word. */
function wrongWith({ input: schema }: Operation, input: Record<string, unknown>): string[] {
  const known = Object.keys(schema.shape);
  const strange = Object.keys(input).filter((name) => !known.includes(name));
  const checked = schema.safeParse(input);
  const issues = checked.success ? [] : checked.error.issues;
  return [
    ...strange.map((name) => `${name}: is not taken; known are ${known.join(", ") || "none"}`),
    ...issues.map(({ path, message }) => {
      const missing = path.length === 1 && !(String(path[0]) in input);
      return `${path.join(".") || "input"}: ${missing ? "is missing" : message}`;
    }),
  ];
}

/** A refusal's one sentence, before the document that says all of it. */
function sentenceOf(problem: unknown, status: number): string {
  const { detail, title } = Object(problem) as { detail?: unknown; title?: unknown };
  const said = typeof detail === "string" ? detail : typeof title === "string" ? title : `Refused with ${status}.`;
  return status === 401 ? `${said} Is ADMIN_TOKEN the one of this system?` : said;
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

function list(word: string): string {
  const open = Object.values<Operation>(operations).filter((operation) => operation.doors.includes("cli"));
  const found = open.filter(({ id, summary }) => `${id} ${summary}`.toLowerCase().includes(word.toLowerCase()));
  const width = Math.max(...open.map((operation) => operation.id.length));
  return found
    .map(({ id, role, summary }) => `${id.padEnd(width)}  ${(role ?? "anyone").padEnd(8)}  ${summary}`)
    .join("\n");
}

function help(id: string): Answer {
  const operation = find(id);
  if (!operation) return failed(unknownOperation(id), 2);
  const input = propertyLines(z.toJSONSchema(operation.input, { io: "input", unrepresentable: "any" }), "  ");
  const answer = shapeText(z.toJSONSchema(operation.output, { io: "output", unrepresentable: "any" }));
  return said(
    [
      `${operation.id}: ${operation.summary}`,
      `${operation.method} ${operation.path}, needs ${operation.role ?? "no role"}`,
      "",
      input.length > 0 ? `takes\n${input.join("\n")}` : "takes nothing",
      "",
      `answers\n${answer}`,
    ].join("\n"),
  );
}

/** Says so, with the operations whose names are nearest. */
function unknownOperation(id: string): string {
  const near = Object.values<Operation>(operations)
    .filter((operation) => operation.doors.includes("cli"))
    .map((operation) => ({ id: operation.id, apart: editDistance(operation.id, id) }))
    .filter(({ id: other, apart }) => apart <= 3 || other.split(".")[0] === id.split(".")[0])
    .sort((a, b) => a.apart - b.apart)
    .slice(0, 4);
  const hint = near.length > 0 ? `Near it: ${near.map((each) => each.id).join(", ")}. ` : "";
  return `There is no operation "${id}". ${hint}All of them: npm run ops -- --list`;
}

/** The object, or the sentence that says why it is none. */
function parsed(text: string): Record<string, unknown> | string {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
    return "The input must be one JSON object.";
  } catch (error) {
    const why = error instanceof Error ? error.message : "it cannot be read";
    return `The input must be one JSON object, in single quotes so that the shell leaves it alone: ${why}.`;
  }
}

function said(stdout: string): Answer {
  return { exitCode: 0, stdout, stderr: "" };
}

function failed(stderr: string, exitCode: number): Answer {
  return { exitCode, stdout: "", stderr };
}
