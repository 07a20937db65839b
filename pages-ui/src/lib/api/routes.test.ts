import { expect, it } from "vitest";
import { type OperationId, operations } from "#schemas/api/table.ts";
import { routes } from "./routes.ts";

it("asks every operation where it is declared to be", () => {
  for (const [id, route] of Object.entries(routes)) {
    const { method, path } = operations[id as OperationId];
    expect(route, id).toBe(`${method} ${path}`);
  }
});
