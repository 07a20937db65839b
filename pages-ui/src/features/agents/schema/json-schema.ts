import { isRecord } from "../../../ledger/values.ts";

/** The part of JSON Schema that settings are written in, resolved to what a form can draw. */
export type Field =
  | { type: "boolean" }
  | { type: "number"; whole: boolean; least: number | null; most: number | null }
  | { type: "text"; pattern: string | null }
  | { type: "choice"; options: string[] }
  | { type: "texts" }
  | { type: "group"; fields: { name: string; field: Described }[] }
  | { type: "optional"; field: Field }
  /** Anything else is edited as JSON: nothing of a setting is hidden. */
  | { type: "json" };

export type Described = Field & {
  hint: string | null;
  standard: unknown;
  /** It may be left out altogether. */
  absent: boolean;
};

/** A schema node as a field; what the form cannot draw becomes `json`. */
export function fieldOf(schema: unknown, absent = false): Described {
  if (!isRecord(schema)) return { type: "json", hint: null, standard: undefined, absent };
  const hint = typeof schema.description === "string" ? schema.description : null;
  return { ...bare(schema), hint, standard: schema.default, absent };
}

function bare(schema: Record<string, unknown>): Field {
  const branches = Array.isArray(schema.anyOf) ? schema.anyOf.filter(isRecord) : [];
  if (branches.length === 2) {
    const some = branches.find((branch) => branch.type !== "null");
    if (some && branches.some((branch) => branch.type === "null")) return { type: "optional", field: bare(some) };
  }
  if (Array.isArray(schema.enum) && schema.enum.every((option) => typeof option === "string"))
    return { type: "choice", options: schema.enum };
  switch (schema.type) {
    case "boolean":
      return { type: "boolean" };
    case "integer":
    case "number":
      return {
        type: "number",
        whole: schema.type === "integer",
        least: bound(schema.minimum),
        most: bound(schema.maximum),
      };
    case "string":
      return { type: "text", pattern: typeof schema.pattern === "string" ? schema.pattern : null };
    case "array":
      return isRecord(schema.items) && schema.items.type === "string" ? { type: "texts" } : { type: "json" };
    case "object":
      return isRecord(schema.properties) ? groupOf(schema.properties, schema.required) : { type: "json" };
    default:
      return { type: "json" };
  }
}

function groupOf(properties: Record<string, unknown>, required: unknown): Field {
  const needed: unknown[] = Array.isArray(required) ? required : [];
  const fields = Object.entries(properties).map(([name, schema]) => {
    const absent = !needed.includes(name) && !(isRecord(schema) && "default" in schema);
    return { name, field: fieldOf(schema, absent) };
  });
  return { type: "group", fields };
}

/** zod writes the safe integers as bounds of every integer: those are no limit anybody set. */
function bound(value: unknown): number | null {
  return typeof value === "number" && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : null;
}

/** The value a freshly switched-on field begins with. */
export function blankOf(field: Field): unknown {
  switch (field.type) {
    case "boolean":
      return false;
    case "number":
      return field.least ?? 0;
    case "text":
      return "";
    case "choice":
      return field.options[0];
    case "texts":
      return [];
    case "group":
      return Object.fromEntries(
        field.fields
          .filter(({ field: sub }) => !sub.absent)
          .map(({ name, field: sub }) => [name, sub.standard ?? blankOf(sub)]),
      );
    case "optional":
      return null;
    case "json":
      return {};
  }
}
