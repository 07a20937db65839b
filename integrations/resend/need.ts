import * as z from "zod/mini";
import type { NeedDefinition, WorkContext } from "#agent-kit/definition.ts";
import { isKitError, KitError } from "#agent-kit/errors.ts";
import { mailConfigured, mailFrom, RESEND, resendEvidence, resendRate } from "./account.ts";
import { openResend } from "./mailer.ts";
import { unreadable } from "./reply.ts";

export const resendNeed: NeedDefinition = {
  connection: RESEND,
  required: false,
  account: () => RESEND,
  bucket: resendRate,
  evidence: resendEvidence,
  configured: mailConfigured,
  probe,
};

const listed = z.object({
  has_more: z._default(z.boolean(), false),
  data: z.array(z.object({ name: z.string(), status: z.string() })),
});

/** Whether mail would go out: the key is known and the sender's domain is verified. */
async function probe({ env, connect, log }: WorkContext): Promise<void> {
  let reply: unknown;
  try {
    reply = await openResend({ env, connection: connect(RESEND), log })({ path: "/domains?limit=100" });
  } catch (error) {
    // As the vendor advises for servers. It knew the key, and says no more to it.
    if (isKitError(error) && error.code === "mail-key-restricted") return;
    throw error;
  }
  const read = listed.safeParse(reply);
  if (!read.success) throw unreadable(200);
  const domain = /@([^\s>]+)/.exec(mailFrom(env) ?? "")?.[1]?.toLowerCase() ?? "";
  const { data, has_more } = read.data;
  const own = data.find(({ name }) => name === domain);
  if (own ? own.status === "verified" : has_more) return;
  throw new KitError({
    code: "sender-not-verified",
    message: `Resend knows the key and has not verified ${domain}, the domain of MAIL_FROM: finish that under Domains there.`,
    outcome: "refused",
    report: false,
  });
}
