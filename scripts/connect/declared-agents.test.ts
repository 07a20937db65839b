import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as z from "zod/mini";
import { scopesOf } from "#core/agents/scopes.ts";
import { readConfigs } from "../platform/configs.ts";
import { fromRoot } from "../platform/paths.ts";
import { declaredAgents } from "./declared-agents.ts";

const groups = z.record(z.string(), z.array(z.array(z.string())));
const rules = z.object({ types: groups, fields: groups });

test("every agent's declaration is read without a running system, and names scopes the vendor has", async () => {
  const agents = await declaredAgents();
  const expected = readConfigs().flatMap(({ vars }) => (vars.AGENT === undefined ? [] : [vars.AGENT]));
  expect(agents.map(({ id }) => id).sort()).toEqual(expected.sort());
  const { types, fields } = rules.parse(
    JSON.parse(readFileSync(fromRoot("integrations/shopify/schema/access.json"), "utf8")),
  );
  const known = new Set([...Object.values(types), ...Object.values(fields)].flat(2));
  for (const agent of agents) {
    const { reads, writes } = scopesOf(agent);
    const named = [...reads, ...writes];
    const odd = named.filter((scope) => !known.has(scope) && !known.has(scope.replace(/^write_/, "read_")));
    expect(odd, `${agent.id} names scopes that no committed operation needs`).toEqual([]);
  }
});
