import "#schemas/zod-locale.ts";
import type * as z from "zod/mini";

export const ROLES = ["viewer", "operator", "admin"] as const;
export type Role = (typeof ROLES)[number];

export const EFFECTS = ["read", "write", "dangerous"] as const;
export type Effect = (typeof EFFECTS)[number];

export type Door = "http" | "cli" | "tool";
export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** One thing that can be asked of the system; every door (HTTP, CLI, tools, OpenAPI) is derived from it. */
export interface Operation<I extends z.ZodMiniObject = z.ZodMiniObject, O extends z.ZodMiniType = z.ZodMiniType> {
  id: string;
  summary: string;
  method: Method;
  /** Path with `:name` parameters, which are properties of `input`. */
  path: `/v1/${string}`;
  /** Path parameters, then the query (GET, DELETE) or the JSON body (POST, PUT), as one object. */
  input: I;
  output: O;
  /** Least role that may ask; null when asking is how a caller gets a role. */
  role: Role | null;
  effect: Effect;
  doors: readonly Door[];
  status: 200 | 201 | 202;
  /** Exists only with ENVIRONMENT `local` or `test`; elsewhere the answer is 404. */
  localOnly: boolean;
}

type Optional = "doors" | "status" | "localOnly";
type Declared<I extends z.ZodMiniObject, O extends z.ZodMiniType> = Omit<Operation<I, O>, Optional> &
  Partial<Pick<Operation<I, O>, Optional>>;

/** Declares an operation; doors default to HTTP and CLI, the status to 200. */
export function operation<I extends z.ZodMiniObject, O extends z.ZodMiniType>(
  declared: Declared<I, O>,
): Operation<I, O> {
  return { doors: ["http", "cli"], status: 200, localOnly: false, ...declared };
}

/** Names of the path's parameters, in order. */
export function pathParameters(path: string): string[] {
  return [...path.matchAll(/:([a-zA-Z]+)/g)].map((match) => match[1] ?? "");
}
