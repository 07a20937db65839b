import { DurableObject } from "cloudflare:workers";
import { type Documents, documents } from "./document.ts";
import type { StateEnv } from "./state-env.ts";

/** The end of the audit chain as it was last seen whole; `at` in ms of the shop's clock. */
export interface ChainEnd {
  seq: number;
  hash: string;
  at: number;
}

/**
 * How long the audit log was, kept where whoever may write to D1 cannot reach it: a chain shows what was changed inside
 * it, never that its end is missing.
 */
export class AuditHead extends DurableObject<StateEnv> {
  readonly #kept: Documents;

  constructor(ctx: DurableObjectState, env: StateEnv) {
    super(ctx, env);
    this.#kept = documents(ctx.storage);
  }

  read(): ChainEnd | null {
    return this.#kept.read<ChainEnd | null>("end", null);
  }

  /** Only forward: of two watchdogs at once the slower one knows an older end. */
  note(end: ChainEnd): void {
    if (end.seq > (this.read()?.seq ?? 0)) this.#kept.write("end", end);
  }

  /** Whatever was kept: the log was cut on purpose, as by a restored database. */
  replace(end: ChainEnd | null): void {
    this.#kept.write("end", end);
  }
}
