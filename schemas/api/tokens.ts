import * as z from "zod";
import { operation, ROLES } from "./operation.ts";
import { done, nothing, time } from "./shapes.ts";

export const role = z.enum(ROLES);

export const token = z.object({
  id: z.string(),
  name: z.string(),
  role,
  createdBy: z.string(),
  createdAt: time,
  expiresAt: time.nullable(),
  lastUsedAt: time.nullable(),
  revokedAt: time.nullable(),
});

export const listTokens = operation({
  id: "tokens.list",
  summary: "Every token: name, role, age; the secret part is never shown again",
  method: "GET",
  path: "/v1/tokens",
  input: nothing,
  output: z.object({ items: z.array(token) }),
  role: "admin",
  effect: "read",
});

export const createToken = operation({
  id: "tokens.create",
  summary: "Make a token; `secret` is shown this once",
  method: "POST",
  path: "/v1/tokens",
  input: z.object({
    name: z.string().trim().min(1).max(80),
    role,
    /** Days until it stops working; null for never. */
    days: z.number().int().min(1).max(730).nullable().default(90),
  }),
  output: token.extend({ secret: z.string() }),
  role: "admin",
  effect: "dangerous",
  status: 201,
});

export const revokeToken = operation({
  id: "tokens.revoke",
  summary: "Make a token stop working now",
  method: "DELETE",
  path: "/v1/tokens/:token",
  input: z.object({ token: z.string().min(1).max(64) }),
  output: done,
  role: "admin",
  effect: "write",
});

export const listRoles = operation({
  id: "roles.list",
  summary: "Which e-mail addresses, proven by Cloudflare Access, hold which role",
  method: "GET",
  path: "/v1/roles",
  input: nothing,
  output: z.object({ items: z.array(z.object({ email: z.string(), role, grantedBy: z.string(), at: time })) }),
  role: "admin",
  effect: "read",
});

export const putRole = operation({
  id: "roles.put",
  summary: "Give an e-mail address a role, or take it away with null",
  method: "PUT",
  path: "/v1/roles",
  input: z.object({ email: z.email().max(200), role: role.nullable() }),
  output: done,
  role: "admin",
  effect: "dangerous",
});
