import * as z from "zod/mini";
import { operation } from "./operation.ts";
import { time } from "./shapes.ts";

/** Something about the platform that is not as it should be. */
export const finding = z.object({
  id: z.string(),
  check: z.string(),
  subject: z.string(),
  severity: z.string(),
  title: z.string(),
  detail: z.record(z.string(), z.unknown()),
  firstSeenAt: time,
  lastSeenAt: time,
  resolvedAt: z.nullable(time),
  acceptedAt: z.nullable(time),
  acceptedBy: z.nullable(z.string()),
});

export const listFindings = operation({
  id: "findings.list",
  summary: "Security findings, the open ones first, the gravest before the others",
  method: "GET",
  path: "/v1/security/findings",
  input: z.object({ open: z.optional(z.enum(["true", "false"])) }),
  output: z.object({ items: z.array(finding) }),
  role: "viewer",
  effect: "read",
  doors: ["http", "cli", "tool"],
});

export const acceptFinding = operation({
  id: "findings.accept",
  summary: "Take a finding as it is: it stays listed, alarms nobody, and a change becomes the new baseline",
  method: "POST",
  path: "/v1/security/findings/:finding/accept",
  input: z.object({
    finding: z.string().check(z.minLength(1), z.maxLength(300)),
    why: z.string().check(z.trim(), z.minLength(3), z.maxLength(300)),
  }),
  output: z.object({ id: z.string(), acceptedAt: time }),
  role: "admin",
  effect: "write",
});
