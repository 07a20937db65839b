import * as z from "zod/mini";
import { operation } from "./operation.ts";
import { done, nothing, time } from "./shapes.ts";
import { role } from "./tokens.ts";

/** Cookie that holds a dashboard session. */
export const SESSION_COOKIE = "royal_session";
/** Header a cookie-authenticated write must carry: the `csrf` of `session.get`. */
export const CSRF_HEADER = "x-csrf-token";

export const session = z.object({
  actor: z.string(),
  role,
  /** `token`, `session` or `access`. */
  via: z.enum(["token", "session", "access"]),
  /** Send as `x-csrf-token` with every write; null when no cookie was used. */
  csrf: z.nullable(z.string()),
  expiresAt: z.nullable(time),
});

export const createSessionCode = operation({
  id: "session.code",
  summary: "A one-time code that opens a dashboard session within ten minutes",
  method: "POST",
  path: "/v1/session/codes",
  input: z.object({ role: z._default(role, "admin") }),
  output: z.object({ code: z.string(), expiresAt: time }),
  role: "admin",
  effect: "write",
  status: 201,
});

export const openSession = operation({
  id: "session.open",
  summary: "Exchange a one-time code for the session cookie",
  method: "POST",
  path: "/v1/session",
  input: z.object({ code: z.string().check(z.minLength(8), z.maxLength(200)) }),
  output: session,
  role: null,
  effect: "write",
  doors: ["http"],
  status: 201,
});

export const getSession = operation({
  id: "session.get",
  summary: "Who I am, what I may do, and the token my writes must carry",
  method: "GET",
  path: "/v1/session",
  input: nothing,
  output: session,
  role: "viewer",
  effect: "read",
});

export const closeSession = operation({
  id: "session.close",
  summary: "Sign out",
  method: "DELETE",
  path: "/v1/session",
  input: nothing,
  output: done,
  role: "viewer",
  effect: "write",
  doors: ["http"],
});
