import * as z from "zod/mini";
import { type Operation, pathParameters } from "#schemas/api/operation.ts";
import { CSRF_HEADER, SESSION_COOKIE } from "#schemas/api/session.ts";
import { problem } from "#schemas/api/shapes.ts";
import { operations } from "#schemas/api/table.ts";

type Schema = Record<string, unknown>;

let made: object | undefined;

/** OpenAPI 3.1 of every declared operation; made once an isolate. */
export function openApi(): object {
  made ??= build();
  return made;
}

function build(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of Object.values<Operation>(operations)) {
    const path = operation.path.replaceAll(/:([a-zA-Z]+)/g, "{$1}");
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: describe(operation) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Royal Equips Orchestrator",
      version: "1.0.0",
      description: "Agents that run a store: what they do is proposed, limited, applied once, read back and undoable.",
    },
    servers: [{ url: "/" }],
    security: [{ bearer: [] }, { cookie: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer" },
        cookie: {
          type: "apiKey",
          in: "cookie",
          name: SESSION_COOKIE,
          description: `Writes also carry ${CSRF_HEADER}.`,
        },
      },
      schemas: { Problem: jsonSchema(problem, "output") },
    },
  };
}

function describe(operation: Operation): object {
  const input = jsonSchema(operation.input, "input") as { properties?: Record<string, Schema>; required?: string[] };
  const inPath = pathParameters(operation.path);
  const properties = Object.entries(input.properties ?? {});
  const rest = properties.filter(([name]) => !inPath.includes(name));
  const required = (input.required ?? []).filter((name) => !inPath.includes(name));
  const hasBody = operation.method === "POST" || operation.method === "PUT";
  const query = hasBody ? [] : rest.map(([name, schema]) => parameter(name, "query", schema, required.includes(name)));
  const body = { type: "object", properties: Object.fromEntries(rest), required };
  return {
    operationId: operation.id,
    summary: operation.summary,
    tags: [operation.id.split(".")[0]],
    "x-role": operation.role,
    "x-effect": operation.effect,
    "x-local-only": operation.localOnly || undefined,
    security: operation.role === null ? [] : undefined,
    parameters: [
      ...inPath.map((name) => parameter(name, "path", input.properties?.[name] ?? {}, true)),
      ...query,
      ...(operation.effect === "read" ? [] : [parameter("Idempotency-Key", "header", { type: "string" }, false)]),
    ],
    requestBody:
      hasBody && rest.length > 0
        ? { required: required.length > 0, content: { "application/json": { schema: body } } }
        : undefined,
    responses: {
      [operation.status]: {
        description: "Done",
        content: { "application/json": { schema: jsonSchema(operation.output, "output") } },
      },
      default: {
        description: "A problem document (RFC 9457)",
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    },
  };
}

function parameter(name: string, where: "path" | "query" | "header", schema: Schema, required: boolean): object {
  return { name, in: where, required, schema };
}

function jsonSchema(schema: z.ZodMiniType, io: "input" | "output"): Schema {
  const {
    $schema: _,
    "~standard": _s,
    ...own
  } = z.toJSONSchema(schema, { io, target: "draft-2020-12", unrepresentable: "any" });
  return own;
}
