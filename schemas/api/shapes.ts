import * as z from "zod";

/** Milliseconds since 1970 in the shop's time. */
export const time = z.number().int();
export const currency = z.string().length(3);
/** Integer minor units of the currency beside it. */
export const minor = z.number().int();

const limit = z.coerce.number().int().min(1).max(200).default(50);

/** Query of every list: pass `nextCursor` of one page as `cursor` to get the next. */
export const paging = { limit, cursor: z.string().max(300).optional() };

export function page<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** RFC 9457; `code` is stable, `errors` names each bad field. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string().optional(),
  instance: z.string().optional(),
  requestId: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof problem>;

export const nothing = z.object({});
export const done = z.object({ ok: z.literal(true) });
export const agentId = z.string().regex(/^[a-z][a-z0-9-]{1,40}$/);
