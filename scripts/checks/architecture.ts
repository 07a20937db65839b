import { codeOnly, importsOf, isTest, type Room, resolveImport, roomOf, type Source } from "./sources.ts";

/** Lower rooms know nothing of higher ones. */
const LAYERS: Room[] = ["core", "schemas", "durable-objects", "agent-kit", "integrations", "workers"];
/** Files of the kit that depend on nothing above the objects, so the objects may use them. */
const LEAVES = ["agent-kit/clock.ts", "agent-kit/log.ts", "agent-kit/report.ts", "agent-kit/sentry.ts"];
/** Workers that are no agents. */
const SERVICES = ["control", "store-sync", "assistant"];
/** Packages that are as pure as core itself. */
const PURE = ["@noble/hashes/"];
/** Rooms that run in Node on a developer's machine and are never deployed. */
const LOCAL: Room[] = ["sandbox", "scripts", "bench", "tests"];

const impurities: [RegExp, string][] = [
  [/\bDate\.now\b|\bnew Date\(\s*\)/, "asks for the time: take `now` as a parameter"],
  [/\bMath\.random\b/, "is random: take a seed or a generator as a parameter"],
  [/\b(fetch|setTimeout|setInterval|queueMicrotask)\s*\(/, "does I/O or waits: that belongs to a room above core"],
  [/\b(process|globalThis|console|crypto|navigator)\./, "reaches for a global: take what it needs as a parameter"],
];

/** Each breach of the rooms' rules in one sentence that ends with what to do. */
export function checkArchitecture(sources: Source[]): string[] {
  return sources.flatMap((source) => [...importProblems(source), ...purityProblems(source), ...shapeProblems(source)]);
}

function importProblems({ path, text }: Source): string[] {
  const room = roomOf(path);
  if (!room || isTest(path)) return [];
  return importsOf(text).flatMap((specifier) => {
    const target = resolveImport(path, specifier);
    const problem = target === null ? packageProblem(path, room, specifier) : roomProblem(path, room, target);
    return problem ? [`${path}: imports ${specifier}: ${problem}`] : [];
  });
}

function packageProblem(path: string, room: Room, specifier: string): string | null {
  if (room === "core" && !PURE.some((name) => specifier.startsWith(name)))
    return "core imports only itself; pass the result in, or move the file up a room";
  if (agentOf(path) && /^(hono|@hono)\b/.test(specifier)) return "an agent serves no HTTP; control does";
  if (room !== "durable-objects" && /^itty-durable\b/.test(specifier))
    return "objects are reached through their client.ts";
  return null;
}

function roomProblem(path: string, room: Room, target: string): string | null {
  const other = roomOf(target);
  if (!other || other === room) return room === "workers" ? neighbourProblem(path, target) : null;
  if (room === "sandbox" && target.startsWith("core/risk/"))
    return "the orders a scorer is judged on must not know it; draw them from how fraud is done";
  if (LOCAL.includes(room)) return null;
  if (LOCAL.includes(other)) return `${other}/ is never deployed; move what both need into a room below`;
  if (room === "pages-ui") return target.startsWith("schemas/api/") ? null : "the dashboard imports schemas/api alone";
  if (other === "pages-ui") return "nothing imports the dashboard";
  if (room === "durable-objects" && LEAVES.includes(target)) return null;
  if (LAYERS.indexOf(other) > LAYERS.indexOf(room)) {
    return `${room} is below ${other}; turn the dependency round, or move the code down`;
  }
  if (other === "durable-objects" && target !== "durable-objects/client.ts" && !target.endsWith("-contract.ts")) {
    return "from durable-objects/ others import client.ts alone";
  }
  return null;
}

function neighbourProblem(path: string, target: string): string | null {
  const own = path.split("/")[1];
  const theirs = target.split("/")[1];
  return own === theirs ? null : "no Worker imports another; share it through agent-kit/ or core/";
}

function agentOf(path: string): string | null {
  const [room, name] = path.split("/");
  return room === "workers" && name && !SERVICES.includes(name) ? name : null;
}

function purityProblems({ path, text }: Source): string[] {
  if (roomOf(path) !== "core" || isTest(path)) return [];
  const code = codeOnly(text);
  return impurities.flatMap(([pattern, problem]) => {
    const match = pattern.exec(code);
    return match ? [`${path}:${lineAt(code, match.index)}: ${match[0].trim()} ${problem}`] : [];
  });
}

const shapes: [RegExp, string][] = [
  [/@ts-(ignore|expect-error|nocheck)/, "silences the compiler: give it the type it lacks"],
  [/\b(it|test|describe)\.(skip|only|todo)\b/, "leaves tests out: fix or delete the test"],
];

function shapeProblems({ path, text }: Source): string[] {
  const problems: string[] = [];
  const name = path.split("/").at(-1) ?? "";
  if (!path.startsWith("pages-ui/functions/") && !/^[a-z0-9]+([-.][a-z0-9]+)*\.tsx?$/.test(name)) {
    problems.push(`${path}: file names are kebab-case, after their one idea`);
  }
  if (/^(utils?|helpers?|misc|common)\.tsx?$/.test(name)) {
    problems.push(`${path}: says nothing about its content: name it after its one idea, or split it`);
  }
  if (path.startsWith("scripts/checks/")) return problems;
  for (const [pattern, problem] of shapes) {
    const match = pattern.exec(text);
    if (match) problems.push(`${path}:${lineAt(text, match.index)}: ${match[0]} ${problem}`);
  }
  return problems;
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}
