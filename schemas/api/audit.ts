import * as z from "zod/mini";
import { operation } from "./operation.ts";
import { nothing, page, paging, time } from "./shapes.ts";

export const auditRow = z.object({
  seq: z.int(),
  id: z.string(),
  at: time,
  actor: z.string(),
  role: z.string(),
  operation: z.string(),
  subject: z.string(),
  detail: z.record(z.string(), z.unknown()),
  sealed: z.boolean(),
});

export const listAudit = operation({
  id: "audit.list",
  summary: "Who did what, newest first",
  method: "GET",
  path: "/v1/audit",
  input: z.object({
    actor: z.optional(z.string().check(z.maxLength(120))),
    operation: z.optional(z.string().check(z.maxLength(80))),
    subject: z.optional(z.string().check(z.maxLength(200))),
    ...paging,
  }),
  output: page(auditRow),
  role: "viewer",
  effect: "read",
});

export const verifyAudit = operation({
  id: "audit.verify",
  summary: "Recompute the hash chain and say where it first breaks, if it does",
  method: "GET",
  path: "/v1/audit/verify",
  input: nothing,
  output: z.object({
    ok: z.boolean(),
    sealed: z.int(),
    unsealed: z.int(),
    head: z.nullable(z.string()),
    brokenAt: z.nullable(z.int()),
    noted: z
      .nullable(z.int())
      .check(
        z.describe(
          "The newest row as noted outside the database; null before the first note or when it cannot be read",
        ),
      ),
    cutAt: z.nullable(z.int()).check(z.describe("The noted row, when the log no longer reaches it")),
  }),
  role: "viewer",
  effect: "read",
});

export const takeAuditEnd = operation({
  id: "audit.take-end",
  summary: "Take the log's end as it is for the true one, after a restored database was explained",
  method: "POST",
  path: "/v1/audit/end",
  input: z.object({ why: z.string().check(z.trim(), z.minLength(3), z.maxLength(300)) }),
  output: z.object({ noted: z.nullable(z.int()) }),
  role: "admin",
  effect: "dangerous",
});
