import { mailConfigured, mailFrom, type ResendEnv } from "#integrations/resend/account.ts";
import type { Letterhead } from "./send-decision.ts";

/** Null where no mail is set up. */
export function letterheadOf(env: ResendEnv, shop: string): Letterhead | null {
  const from = mailFrom(env);
  return from !== null && mailConfigured(env) ? { from, shop: shop.trim() || from } : null;
}
