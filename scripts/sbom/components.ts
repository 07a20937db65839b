import type { Source } from "../checks/sources.ts";

/** An entry of package-lock.json's `packages`, as far as it matters here. */
export interface LockEntry {
  version?: string;
  integrity?: string;
  license?: string;
  dev?: boolean;
  optional?: boolean;
  devOptional?: boolean;
  dependencies?: Record<string, string>;
}
export type Lock = Record<string, LockEntry>;

export interface LockedComponent {
  name: string;
  version: string;
  integrity: string | null;
  license: string | null;
}

const modules = "node_modules/";

/** Every package that is deployed: what the Workers depend on, and what the dashboard's bundle is made of. */
export function deployedComponents(lock: Lock, dashboard: readonly Source[]): LockedComponent[] {
  const paths = new Set(
    Object.entries(lock).flatMap(([path, entry]) =>
      path !== "" && !entry.dev && !entry.optional && !entry.devOptional ? [path] : [],
    ),
  );
  const waiting = importedPackages(dashboard).map((name) => modules + name);
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const entry = lock[path];
    if (entry === undefined || paths.has(path)) continue;
    paths.add(path);
    waiting.push(...Object.keys(entry.dependencies ?? {}).map((name) => resolved(lock, path ?? "", name)));
  }
  return [...paths]
    .map((path) => {
      const { version = "", integrity = null, license = null } = lock[path] ?? {};
      return { name: path.slice(path.lastIndexOf(modules) + modules.length), version, integrity, license };
    })
    .sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
}

/** As Node looks it up: beside, then further and further out. */
function resolved(lock: Lock, from: string, name: string): string {
  for (let at = from; at !== ""; at = at.includes(`/${modules}`) ? at.slice(0, at.lastIndexOf(`/${modules}`)) : "") {
    const inner = `${at}/${modules}${name}`;
    if (lock[inner]) return inner;
  }
  return modules + name;
}

function importedPackages(sources: readonly Source[]): string[] {
  const found = sources
    .filter(({ path }) => !/\.test\.tsx?$/.test(path))
    .flatMap(({ text }) => [...text.matchAll(/(?:from|import)\s+"([^".#][^"]*)"/g)].map((match) => match[1] ?? ""));
  const packages = found.map((name) =>
    name
      .split("/")
      .slice(0, name.startsWith("@") ? 2 : 1)
      .join("/"),
  );
  return [...new Set(packages)].filter((name) => !name.startsWith("node:"));
}
