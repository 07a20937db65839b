import * as z from "zod/mini";

type Schema = z.core.$ZodTypes;
export type JsonSchema = Record<string, unknown>;

/**
 * What a settings form may hold, as JSON Schema (draft 2020-12), the same as `z.toJSONSchema` with `io: "input"` says of
 * it, which would be a twentieth of every agent's bundle. Throws for a type of value no form has a field for.
 */
export function settingsSchema(settings: z.core.$ZodType): JsonSchema {
  return { $schema: "https://json-schema.org/draft/2020-12/schema", ...described(settings) };
}

function described(type: z.core.$ZodType): JsonSchema {
  const description = z.globalRegistry.get(type)?.description;
  return { ...shaped(type as Schema), ...(description !== undefined && { description }) };
}

function shaped(type: Schema): JsonSchema {
  const { def } = type._zod;
  switch (def.type) {
    case "default":
      return { ...described(def.innerType), default: def.defaultValue };
    case "prefault":
      return { ...described(def.innerType), default: def.defaultValue };
    case "optional":
      return described(def.innerType);
    case "nullable":
      return { anyOf: [described(def.innerType), { type: "null" }] };
    case "boolean":
      return { type: "boolean" };
    case "enum":
      return { type: "string", enum: Object.values(def.entries) };
    case "number":
      return numbers(checksOf(type));
    case "string":
      return { type: "string", ...strings(checksOf(type)) };
    case "array": {
      const { least, most } = checksOf(type);
      return { type: "array", items: described(def.element), ...given({ minItems: least, maxItems: most }) };
    }
    case "record":
      return {
        type: "object",
        propertyNames: described(def.keyType),
        additionalProperties: described(def.valueType),
      };
    case "object":
      return object(def.shape);
    default:
      throw new Error(`A setting cannot be of type "${def.type}": no form has a field for it.`);
  }
}

function object(shape: Readonly<Record<string, z.core.$ZodType>>): JsonSchema {
  const fields = Object.entries(shape);
  const required = fields.filter(([, field]) => field._zod.optin === undefined).map(([name]) => name);
  const properties = Object.fromEntries(fields.map(([name, field]) => [name, described(field)]));
  return { type: "object", properties, ...(required.length > 0 && { required }) };
}

interface Checks {
  isWhole?: boolean;
  least?: number;
  above?: number;
  most?: number;
  below?: number;
  step?: number;
  format?: string;
  pattern?: string;
}

/** A type's checks folded into one; a type with a format of its own (`z.int`, `z.email`) is its first check. */
function checksOf(type: Schema): Checks {
  const own = type._zod.traits.has("$ZodCheck") ? [type as unknown as z.core.$ZodChecks] : [];
  const later = (type._zod.def.checks ?? []) as z.core.$ZodChecks[];
  return Object.assign({}, ...[...own, ...later].map((check) => meaningOf(check._zod.def)));
}

function meaningOf(check: z.core.$ZodChecks["_zod"]["def"]): Checks {
  switch (check.check) {
    case "greater_than":
      return check.inclusive ? { least: Number(check.value) } : { above: Number(check.value) };
    case "less_than":
      return check.inclusive ? { most: Number(check.value) } : { below: Number(check.value) };
    case "multiple_of":
      return { step: Number(check.value) };
    case "number_format":
      return { isWhole: true, least: Number.MIN_SAFE_INTEGER, most: Number.MAX_SAFE_INTEGER };
    case "min_length":
      return { least: check.minimum };
    case "max_length":
      return { most: check.maximum };
    case "length_equals":
      return { least: check.length, most: check.length };
    case "string_format":
      return {
        ...(check.format !== "regex" && { format: check.format }),
        ...(check.pattern && { pattern: check.pattern.source }),
      };
    default:
      return {};
  }
}

function numbers({ isWhole, least, above, most, below, step }: Checks): JsonSchema {
  const bounds = { minimum: above === undefined ? least : undefined, maximum: below === undefined ? most : undefined };
  const open = { exclusiveMinimum: above, exclusiveMaximum: below };
  return { type: isWhole ? "integer" : "number", ...given({ ...bounds, ...open, multipleOf: step }) };
}

function strings({ least, most, format, pattern }: Checks): JsonSchema {
  return given({ minLength: least, maxLength: most, format, pattern });
}

function given(values: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
