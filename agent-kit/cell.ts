/** A cell of a D1 row as a number, null where it is empty. */
export function number(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}

/** A cell of a D1 row as text, null where it is empty. */
export function text(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}
