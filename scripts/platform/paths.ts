import path from "node:path";

/** The checkout's top folder. */
export const root = path.resolve(import.meta.dirname, "../..");

/** An absolute path inside the checkout. */
export function fromRoot(...parts: string[]): string {
  return path.join(root, ...parts);
}

/** The executable of an installed package's command, e.g. `tsc`. */
export function bin(name: string): string {
  return fromRoot("node_modules", ".bin", name);
}
