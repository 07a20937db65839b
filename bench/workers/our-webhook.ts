import type { ControlEnv } from "#workers/control/env.ts";
import Control from "#workers/control/index.ts";
import { standInDatabase, standInQueue } from "./stand-ins.ts";

export { ControlEvents } from "#workers/control/index.ts";

let changed: ControlEnv | undefined;

/** Control as deployed, its D1 and its queue replaced by stand-ins when asked to. */
export default class Door extends Control {
  constructor(ctx: ExecutionContext, env: ControlEnv & { STAND_INS?: string }) {
    // One environment for the isolate's life, as the runtime's own is.
    changed ??= env.STAND_INS ? { ...env, DB: standInDatabase(), SHOP_EVENTS: standInQueue() as Queue } : env;
    super(ctx, changed);
  }
}
