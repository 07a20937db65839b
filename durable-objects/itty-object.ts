import { createDurable } from "itty-durable";
import type { StateEnv } from "./state-env.ts";

/** The parts of an itty object we use; the library itself types everything as any. */
export interface IttyObject {
  /** itty puts the environment onto the object's state, and stores every other field of the instance. */
  readonly state: { storage: DurableObjectStorage; env: StateEnv; idFromName?: string };
  loadFromStorage(): Promise<void>;
  persist(): Promise<void>;
}

/**
 * itty's base class with its own saving off: it would save without being awaited, and after errors too. Subclasses
 * change their fields without an await in between and then await `persist` once. Private `#fields` cannot be used:
 * methods run on a Proxy.
 */
export const IttyDurable = createDurable({ autoPersist: false, autoReturn: false }) as unknown as new (
  state: DurableObjectState,
  env: StateEnv,
) => IttyObject;
