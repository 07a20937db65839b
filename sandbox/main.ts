import { parseArgs } from "node:util";
import { startSandbox } from "./start.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "8789" },
    state: { type: "string" },
    products: { type: "string" },
    speed: { type: "string" },
    seed: { type: "string" },
    token: { type: "string" },
    "client-id": { type: "string" },
    "client-secret": { type: "string" },
    scopes: { type: "string" },
    "withhold-personal": { type: "boolean", default: false },
    "webhook-address": { type: "string" },
    "clock-hook": { type: "string" },
    at: { type: "string" },
    "big-ids": { type: "boolean", default: false },
  },
});

function number(name: "port" | "products" | "speed" | "seed"): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  if (!/^\d+(\.\d+)?$/.test(text)) throw new Error(`--${name} takes a number, not ${text}`);
  return Number(text);
}

if (values.state === undefined) throw new Error("--state DIR is required: it is where the shop lives");
const atMs = values.at === undefined ? undefined : Date.parse(values.at);
if (Number.isNaN(atMs)) throw new Error(`--at takes an ISO time, not ${values.at}`);

const sandbox = await startSandbox({
  stateDir: values.state,
  port: number("port"),
  products: number("products"),
  speed: number("speed"),
  seed: number("seed"),
  token: values.token,
  clientId: values["client-id"],
  clientSecret: values["client-secret"],
  scopes: values.scopes?.split(","),
  withholdPersonal: values["withhold-personal"],
  webhookAddress: values["webhook-address"],
  clockHook: values["clock-hook"],
  atMs,
  bigIds: values["big-ids"],
});
console.log(JSON.stringify({ ready: true, port: sandbox.port, domain: sandbox.domain }));

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    sandbox.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
}
