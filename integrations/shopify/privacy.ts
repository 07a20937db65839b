import * as z from "zod/mini";
import { parseLossless } from "./lossless-json.ts";
import type { ShopEvent } from "./webhook.ts";

/** Whom a privacy webhook is about, as far as it says. Orders and customer as gids. */
export const privacyIdentity = z.object({
  customer: z.nullable(z.string()),
  email: z.nullable(z.string()),
  phone: z.nullable(z.string()),
  orders: z.array(z.string()),
  /** Names and addresses found in what we hold, to be looked for everywhere. */
  also: z._default(z.array(z.string()), []),
});
export type PrivacyIdentity = z.infer<typeof privacyIdentity>;

export const PRIVACY_KINDS = {
  "customers/data_request": "data_request",
  "customers/redact": "redact",
  "shop/redact": "shop",
} as const;
export type PrivacyKind = (typeof PRIVACY_KINDS)[keyof typeof PRIVACY_KINDS];

const number = z.pipe(z.union([z.number(), z.string()]), z.transform(String));
const ids = z._default(z.array(number), []);
const payload = z.object({
  customer: z.nullish(z.object({ email: z.nullish(z.string()), phone: z.nullish(z.string()) })),
  orders_to_redact: ids,
  orders_requested: ids,
});

/** What a privacy webhook asks for; null for every other topic. Its event has been projected, so the body is readable. */
export function readPrivacy(
  event: Pick<ShopEvent, "topic" | "subject">,
  body: Uint8Array,
): { kind: PrivacyKind; identity: PrivacyIdentity } | null {
  const kind = (PRIVACY_KINDS as Readonly<Record<string, PrivacyKind>>)[event.topic];
  if (kind === undefined) return null;
  const read = payload.safeParse(parseLossless(new TextDecoder().decode(body))).data;
  const orders = [...(read?.orders_to_redact ?? []), ...(read?.orders_requested ?? [])];
  return {
    kind,
    identity: {
      customer: event.subject.startsWith("gid://shopify/Customer/") ? event.subject : null,
      email: read?.customer?.email || null,
      phone: read?.customer?.phone || null,
      orders: orders.map((id) => `gid://shopify/Order/${id}`),
      also: [],
    },
  };
}
