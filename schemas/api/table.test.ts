import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { pathParameters } from "./operation.ts";
import { type OperationId, operations } from "./table.ts";

const all = Object.entries(operations) as [OperationId, (typeof operations)[OperationId]][];

describe("operation contracts", () => {
  it("stand in the table under their own id, each with a route of its own", () => {
    for (const [id, operation] of all) expect(operation.id).toBe(id);
    const routes = all.map(([, operation]) => `${operation.method} ${operation.path}`);
    expect(new Set(routes).size).toBe(routes.length);
  });

  it("declare every path parameter as an input", () => {
    for (const [id, operation] of all)
      for (const name of pathParameters(operation.path))
        expect(Object.keys(operation.input.shape), `${id} lacks ${name}`).toContain(name);
  });

  it("change nothing with GET and never let a viewer write", () => {
    for (const [id, { method, effect, role }] of all) {
      if (method === "GET") expect(effect, id).toBe("read");
      if (effect !== "read" && id !== "session.close") expect(role, id).not.toBe("viewer");
    }
  });

  it("have inputs and outputs that JSON Schema can say", () => {
    for (const [, operation] of all) {
      expect(z.toJSONSchema(operation.input, { io: "input", target: "draft-2020-12" })).toHaveProperty(
        "type",
        "object",
      );
      expect(z.toJSONSchema(operation.output, { io: "output", target: "draft-2020-12" })).toBeTypeOf("object");
    }
  });
});
