import * as z from "zod/mini";

/** Milliseconds since 1970 in the shop's time. */
export const time = z.int();
export const currency = z.string().check(z.length(3));
/** Integer minor units of the currency beside it. */
export const minor = z.int();

const limit = z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(200)), 50);

/** Query of every list: pass `nextCursor` of one page as `cursor` to get the next. */
export const paging = { limit, cursor: z.optional(z.string().check(z.maxLength(300))) };

export function page<T extends z.ZodMiniType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.nullable(z.string()) });
}

/** RFC 9457; `code` is stable, `errors` names each bad field. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.optional(z.string()),
  instance: z.optional(z.string()),
  requestId: z.optional(z.string()),
  errors: z.optional(z.array(z.object({ path: z.string(), message: z.string() }))),
});
export type Problem = z.infer<typeof problem>;

export const nothing = z.object({});
export const done = z.object({ ok: z.literal(true) });
export const agentId = z.string().check(z.regex(/^[a-z][a-z0-9-]{1,40}$/));
