import { expect, it } from "vitest";
import { parseConfig, readConfigs } from "../platform/configs.ts";
import { deployOrder } from "./order.ts";

it("puts the objects first, control after every agent, and store-sync after control", () => {
  const names = deployOrder(readConfigs()).map(({ name }) => name.replace("royal-equips-", ""));
  expect(names[0]).toBe("state");
  expect(names.indexOf("inventory-pricing")).toBeLessThan(names.indexOf("control"));
  expect(names.indexOf("control")).toBeLessThan(names.indexOf("store-sync"));
  expect(names).toHaveLength(readConfigs().length);
});

it("refuses a ring", () => {
  const bound = (name: string, to: string) =>
    parseConfig(`${name}.toml`, `name = "${name}"\n[[services]]\nbinding = "X"\nservice = "${to}"`);
  expect(() => deployOrder([bound("a", "b"), bound("b", "a")])).toThrow("ring: a, b");
});
