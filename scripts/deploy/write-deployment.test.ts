import { expect, it } from "vitest";
import { readConfigs } from "../platform/configs.ts";
import { deployedConfig } from "./write-deployment.ts";

it("deploys every Worker as production on the account's own ids", () => {
  for (const config of readConfigs()) {
    const deployed = deployedConfig(config, {}, { d1: "my-d1", kv: "my-kv" });
    expect(deployed.vars.ENVIRONMENT).toBe("production");
    expect(deployed.d1_databases.every((d1) => d1.database_id === "my-d1")).toBe(true);
    expect(deployed.kv_namespaces.every((kv) => kv.id === "my-kv")).toBe(true);
  }
});
