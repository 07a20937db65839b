import * as z from "zod/mini";
import { operation } from "./operation.ts";
import { nothing, time } from "./shapes.ts";

const why = z.string().check(z.trim(), z.minLength(3), z.maxLength(300));

export const acknowledgement = z.object({
  agent: z.string(),
  /** False when its state could not be reached: the watchdog repeats until it holds. */
  held: z.boolean(),
  at: z.nullable(time),
  /** Vendor calls already under way when the stop arrived; their outcome will be read back. */
  inFlight: z.array(z.string()),
  error: z.nullable(z.string()),
});

export const emergencyState = z.object({
  stopped: z.boolean(),
  by: z.nullable(z.string()),
  why: z.nullable(z.string()),
  at: z.nullable(time),
  /** False when the database could not be told; the agents' own answers count all the same. */
  recorded: z.boolean(),
  agents: z.array(acknowledgement),
});

export const getEmergency = operation({
  id: "emergency.get",
  summary: "Whether everything is stopped, and which agents hold the stop",
  method: "GET",
  path: "/v1/emergency-stop",
  input: nothing,
  output: emergencyState,
  role: "viewer",
  effect: "read",
});

export const emergencyStop = operation({
  id: "emergency.stop",
  summary: "Stop every agent now: nothing more is sent to the shop until released",
  method: "POST",
  path: "/v1/emergency-stop",
  input: z.object({ why }),
  output: emergencyState,
  role: "operator",
  effect: "write",
  doors: ["http", "cli", "tool"],
});

export const releaseEmergency = operation({
  id: "emergency.release",
  summary: "Let the agents work again, each in the mode it had",
  method: "POST",
  path: "/v1/emergency-stop/release",
  input: z.object({ why }),
  output: emergencyState,
  role: "admin",
  effect: "dangerous",
});
