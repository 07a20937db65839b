type Schema = Record<string, unknown>;

/** A JSON Schema as people write a shape down: `{ id: string, limit?: integer 1 to 200 = 50 }`, one property a line. */
export function shapeText(schema: unknown, indent = ""): string {
  if (!isSchema(schema)) return "anything";
  if (Array.isArray(schema.anyOf)) return oneOf(schema.anyOf.map((each) => shapeText(each, indent)));
  if (Array.isArray(schema.enum)) return oneOf(schema.enum.map((each) => JSON.stringify(each)));
  if ("const" in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.type)) return oneOf(schema.type.map((type) => shapeText({ ...schema, type }, indent)));
  switch (schema.type) {
    case "object":
      return objectText(schema, indent);
    case "array": {
      const items = shapeText(schema.items, indent);
      return items.includes(" | ") && !items.startsWith("{") ? `(${items})[]` : `${items}[]`;
    }
    case "integer":
    case "number":
      return `${schema.type}${bounds(schema.minimum ?? schema.exclusiveMinimum, schema.maximum ?? schema.exclusiveMaximum)}`;
    default:
      return typeof schema.type === "string" ? schema.type : "anything";
  }
}

/** One line a property of an object: its name, whether it may be left out, its shape, its default and what it means. */
export function propertyLines(schema: unknown, indent = ""): string[] {
  if (!isSchema(schema) || !isSchema(schema.properties)) return [];
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(schema.properties).map(([name, property]) => {
    const { default: standard, description } = isSchema(property) ? property : {};
    const set = standard === undefined ? "" : ` = ${JSON.stringify(standard)}`;
    const means = typeof description === "string" ? `  // ${description}` : "";
    const optional = required.includes(name) && standard === undefined ? "" : "?";
    return `${indent}${name}${optional}: ${shapeText(property, indent)}${set}${means}`;
  });
}

function objectText(schema: Schema, indent: string): string {
  const lines = propertyLines(schema, `${indent}  `);
  if (lines.length > 0) return `{\n${lines.join("\n")}\n${indent}}`;
  return isSchema(schema.additionalProperties) ? `{ [name]: ${shapeText(schema.additionalProperties, indent)} }` : "{}";
}

/** Bounds that somebody set; the safe integers, which zod writes on every integer, are none. */
function bounds(least: unknown, most: unknown): string {
  const set = (value: unknown) => typeof value === "number" && Math.abs(value) < Number.MAX_SAFE_INTEGER;
  if (set(least) && set(most)) return ` ${least} to ${most}`;
  if (set(least)) return ` from ${least}`;
  return set(most) ? ` up to ${most}` : "";
}

function oneOf(texts: string[]): string {
  return [...new Set(texts)].join(" | ");
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
