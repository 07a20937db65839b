import * as z from "zod";
import { operation } from "./operation.ts";
import { nothing, time } from "./shapes.ts";

export const policyDocument = z.record(z.string(), z.unknown());

export const policyVersion = z.object({
  version: z.number().int(),
  document: policyDocument,
  author: z.string(),
  at: time.nullable(),
});

export const getPolicy = operation({
  id: "policy.get",
  summary: "What may happen without a person, and by whom it was set",
  method: "GET",
  path: "/v1/policy",
  input: nothing,
  output: policyVersion,
  role: "viewer",
  effect: "read",
  doors: ["http", "cli", "tool"],
});

export const putPolicy = operation({
  id: "policy.put",
  summary: "Set the policy; `version` is the one it was edited from and must still be the newest",
  method: "PUT",
  path: "/v1/policy",
  input: z.object({ version: z.number().int(), document: policyDocument }),
  output: policyVersion,
  role: "admin",
  effect: "dangerous",
});

export const previewPolicy = operation({
  id: "policy.preview",
  summary: "What this policy would have said about what waits now and about the last days' actions",
  method: "POST",
  path: "/v1/policy/preview",
  input: z.object({ document: policyDocument, days: z.number().int().min(1).max(90).default(7) }),
  output: z.object({
    considered: z.number().int(),
    /** Kind → how many would go through, be asked, be denied. */
    kinds: z.array(
      z.object({
        kind: z.string(),
        auto: z.number().int(),
        ask: z.number().int(),
        deny: z.number().int(),
        impactMinor: z.number().int(),
      }),
    ),
    changed: z.array(z.object({ id: z.string(), title: z.string(), from: z.string(), to: z.string() })),
  }),
  role: "operator",
  effect: "read",
});
