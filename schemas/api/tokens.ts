import * as z from "zod/mini";
import { operation, ROLES } from "./operation.ts";
import { done, nothing, time } from "./shapes.ts";

export const role = z.enum(ROLES);

export const token = z.object({
  id: z.string(),
  name: z.string(),
  role,
  createdBy: z.string(),
  createdAt: time,
  expiresAt: z.nullable(time),
  lastUsedAt: z.nullable(time),
  revokedAt: z.nullable(time),
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
    name: z.string().check(z.trim(), z.minLength(1), z.maxLength(80)),
    role,
    /** Days until it stops working; null for never. */
    days: z._default(z.nullable(z.int().check(z.gte(1), z.lte(730))), 90),
  }),
  output: z.extend(token, { secret: z.string() }),
  role: "admin",
  effect: "dangerous",
  status: 201,
});

export const revokeToken = operation({
  id: "tokens.revoke",
  summary: "Make a token stop working now",
  method: "DELETE",
  path: "/v1/tokens/:token",
  input: z.object({ token: z.string().check(z.minLength(1), z.maxLength(64)) }),
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
  input: z.object({ email: z.email().check(z.maxLength(200)), role: z.nullable(role) }),
  output: done,
  role: "admin",
  effect: "dangerous",
});
