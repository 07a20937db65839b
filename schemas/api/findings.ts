import * as z from "zod";
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
  resolvedAt: time.nullable(),
  acceptedAt: time.nullable(),
  acceptedBy: z.string().nullable(),
});

export const listFindings = operation({
  id: "findings.list",
  summary: "Security findings, the open ones first, the gravest before the others",
  method: "GET",
  path: "/v1/security/findings",
  input: z.object({ open: z.enum(["true", "false"]).optional() }),
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
  input: z.object({ finding: z.string().min(1).max(300), why: z.string().trim().min(3).max(300) }),
  output: z.object({ id: z.string(), acceptedAt: time }),
  role: "admin",
  effect: "write",
});
