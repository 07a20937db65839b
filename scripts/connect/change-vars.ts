/** Sets assignments of a `.dev.vars` file, or takes them out where the value is null; every other line stays as it is. */
export function changeVars(text: string, changes: Readonly<Record<string, string | null>>): string {
  const left = new Map(Object.entries(changes));
  const lines = text === "" ? [] : text.replace(/\n$/, "").split("\n");
  const kept = lines.flatMap((line) => {
    const name = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=/.exec(line)?.[1];
    if (name === undefined || !(name in changes)) return [line];
    const value = left.get(name) ?? null;
    // A name that stands twice is written once.
    left.delete(name);
    return value === null ? [] : [`${name}=${value}`];
  });
  const added = [...left].flatMap(([name, value]) => (value === null ? [] : [`${name}=${value}`]));
  const all = [...kept, ...added];
  return all.length === 0 ? "" : `${all.join("\n")}\n`;
}
