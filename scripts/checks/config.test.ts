import { describe, expect, it } from "vitest";
import { parseConfig, readConfig, readConfigs } from "../platform/configs.ts";
import { checkConfigs } from "./config.ts";

const state = `name = "royal-equips-state"
compatibility_date = "2026-10-20"
minify = true
keep_names = false
workers_dev = false
preview_urls = false
[[durable_objects.bindings]]
name = "AGENT_STATE"
class_name = "AgentState"`;
const agent = `name = "royal-equips-pricing"
compatibility_date = "2026-10-20"
minify = true
keep_names = false
workers_dev = false
preview_urls = false
[vars]
AGENT = "pricing"
SCHEDULE = "5 * * * *"
[triggers]
crons = ["5 * * * *"]
[[kv_namespaces]]
binding = "KV"
id = "1"
[[durable_objects.bindings]]
name = "AGENT_STATE"
class_name = "AgentState"
script_name = "royal-equips-state"
[[queues.producers]]
binding = "RUNS"
queue = "pricing-runs"
[[queues.consumers]]
queue = "pricing-runs"
dead_letter_queue = "dead-letters"
[[services]]
binding = "ERROR_REPORTS"
service = "royal-equips-state"`;
const control = `name = "royal-equips-control"
compatibility_date = "2026-10-20"
minify = true
keep_names = false
workers_dev = true
[[kv_namespaces]]
binding = "KV"
id = "1"
[[services]]
binding = "AGENT_PRICING"
service = "royal-equips-pricing"
[[services]]
binding = "ERROR_REPORTS"
service = "royal-equips-state"
[[queues.consumers]]
queue = "dead-letters"`;

/** What is wrong with the three above after one change to the agent's. */
function after(find: string | RegExp, replace: string): string {
  const changed = agent.replace(find, replace);
  expect(changed).not.toBe(agent);
  return checkConfigs(
    [
      parseConfig("wrangler.toml", control),
      parseConfig("durable-objects/wrangler.toml", state),
      parseConfig("workers/pricing/wrangler.toml", changed),
    ],
    null,
  ).join("\n");
}

describe("the Workers' configurations", () => {
  it("agree as committed", () => {
    expect(checkConfigs(readConfigs(), readConfig("pages-ui/wrangler.toml"))).toEqual([]);
  });

  it.each([
    ["an id of its own", 'id = "1"', 'id = "2"', "KV id is"],
    ["no minification", "minify = true", "", "minify = true"],
    ["a public agent", "workers_dev = false", "workers_dev = true", "no Worker but control is public"],
    ["a schedule beside its cron", 'SCHEDULE = "5 * * * *"', 'SCHEDULE = "6 * * * *"', "must be the same"],
    ["weekdays as numbers", /5 \* \* \* \*/g, "5 3 * * 1", "weekdays as names"],
    ["a cron that is none", /5 \* \* \* \*/g, "61 3 * * *", "61 3 * * *"],
    ["another agent's name", 'AGENT = "pricing"', 'AGENT = "other"', 'vars.AGENT must be "pricing"'],
    ["an object class nobody hosts", 'class_name = "AgentState"', 'class_name = "AgentStates"', "no object class"],
    ["an object's host nobody defines", "royal-equips-state", "royal-equips-stat", "which no configuration defines"],
    [
      "a queue nobody consumes",
      'binding = "RUNS"\nqueue = "pricing-runs"',
      'binding = "RUNS"\nqueue = "x"',
      "no Worker consumes",
    ],
    ["errors nobody hears of", 'binding = "ERROR_REPORTS"', 'binding = "ERRORS"', "without it errors stay"],
    ["a queue whose failures vanish", 'dead_letter_queue = "dead-letters"', "", "or messages vanish"],
    [
      "a ring of bindings",
      "[[queues.producers]]",
      '[[services]]\nbinding = "CONTROL"\nservice = "royal-equips-control"\n[[queues.producers]]',
      "bindings form a ring",
    ],
  ])("are refused with %s", (_case, find, replace, problem) => {
    expect(after(find, replace)).toContain(problem);
  });
});
