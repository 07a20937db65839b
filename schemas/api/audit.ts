import * as z from "zod";
import { operation } from "./operation.ts";
import { nothing, page, paging, time } from "./shapes.ts";

export const auditRow = z.object({
  seq: z.number().int(),
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
    actor: z.string().max(120).optional(),
    operation: z.string().max(80).optional(),
    subject: z.string().max(200).optional(),
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
    sealed: z.number().int(),
    unsealed: z.number().int(),
    head: z.string().nullable(),
    brokenAt: z.number().int().nullable(),
  }),
  role: "viewer",
  effect: "read",
});
