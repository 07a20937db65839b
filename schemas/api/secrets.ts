import * as z from "zod/mini";
import { operation } from "./operation.ts";
import { nothing, time } from "./shapes.ts";

/** A secret's name and where it would come from; its value is in no reply. */
export const secret = z.object({
  name: z.string(),
  status: z.enum(["present", "stale", "missing"]),
  provider: z.nullable(z.string()),
  /** Since it was read from its provider. */
  ageMs: z.nullable(z.number()),
  usedBy: z.array(z.string()),
});

export const listSecrets = operation({
  id: "secrets.list",
  summary: "Which secrets are set, by which provider, how old",
  method: "GET",
  path: "/v1/secrets",
  input: nothing,
  output: z.object({ items: z.array(secret) }),
  role: "admin",
  effect: "read",
});

export const refreshSecret = operation({
  id: "secrets.refresh",
  summary: "Forget what is cached and ask the providers again",
  method: "POST",
  path: "/v1/secrets/:name/refresh",
  input: z.object({ name: z.string().check(z.regex(/^[A-Z][A-Z0-9_]{1,60}$/)) }),
  output: z.extend(secret, { at: time }),
  role: "admin",
  effect: "write",
});
