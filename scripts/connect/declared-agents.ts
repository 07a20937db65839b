import { build, type Plugin } from "esbuild";
import type { Scoped } from "#core/agents/scopes.ts";
import { bundleOptions } from "../platform/bundle.ts";
import { readConfigs, type WorkerConfig } from "../platform/configs.ts";

export type DeclaredAgent = Scoped & { id: string; name: string };

/** An agent's Worker, as `defineAgent` makes it. */
interface AgentModule {
  default: { definition: Pick<DeclaredAgent, "id" | "name" | "needs"> & { actions: Record<string, object> } };
}

/** Stands for the runtime's own module: an agent's class is loaded for what it declares and never made. */
const runtime: Plugin = {
  name: "runtime",
  setup(made) {
    made.onResolve({ filter: /^cloudflare:/ }, ({ path }) => ({ path, namespace: "runtime" }));
    made.onLoad({ filter: /.*/, namespace: "runtime" }, () => ({
      contents: "export class WorkerEntrypoint {}\nexport class DurableObject {}\nexport const env = {};",
    }));
  },
};

/** What every agent of this checkout declares; nothing needs to run for it. */
export async function declaredAgents(): Promise<DeclaredAgent[]> {
  const agents = readConfigs().filter((config) => typeof config.vars.AGENT === "string");
  return Promise.all(agents.map(declared));
}

async function declared(config: WorkerConfig): Promise<DeclaredAgent> {
  const { outputFiles } = await build({
    ...bundleOptions(config),
    external: ["node:*"],
    plugins: [runtime],
    write: false,
  });
  const code = Buffer.from(outputFiles[0]?.contents ?? []).toString("base64");
  const loaded = (await import(`data:text/javascript;base64,${code}`)) as AgentModule;
  const { id, name, needs, actions } = loaded.default.definition;
  return { id, name, needs, actions: Object.values(actions) };
}
