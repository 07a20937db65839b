import * as z from "zod/mini";
import type { Connection } from "#agent-kit/connection.ts";
import type { Logger } from "#agent-kit/log.ts";
import { type SecretResolver, secrets } from "#agent-kit/secrets.ts";
import type { MailerDeclaration, MailerPort } from "#integrations/mailer/port.ts";
import { RESEND, type ResendEnv, resendEvidence } from "./account.ts";
import { type AskResend, resendClient } from "./client.ts";
import { unreadable } from "./reply.ts";

export const resendDeclaration: MailerDeclaration = {
  id: RESEND,
  name: "Resend",
  evidence: resendEvidence,
  keyLivesMs: 24 * 3_600_000,
};

export interface ConnectResendOptions {
  /** A Worker's environment; secrets are read from it, too. */
  env: ResendEnv;
  connection: Pick<Connection, "call">;
  log?: Logger;
  secrets?: SecretResolver;
}

/** The mailer from a Worker's environment and its `connection("resend")`. */
export function connectResend(options: ConnectResendOptions): MailerPort {
  return resendMailer(openResend(options));
}

/** The vendor's API for the same. */
export function openResend({ env, connection, log, ...given }: ConnectResendOptions): AskResend {
  const resolver = given.secrets ?? secrets({ ...env }, { redactor: log?.redactor });
  return resendClient({
    connection,
    apiKey: () => resolver.require("RESEND_API_KEY"),
    // An environment that was forgotten must not be a way round the production guard.
    environment: env.ENVIRONMENT ?? "production",
    baseUrl: env.RESEND_BASE_URL || undefined,
  });
}

const sent = z.object({ id: z.string().check(z.minLength(1)) });
const listed = z.object({
  has_more: z._default(z.boolean(), false),
  data: z.array(
    z.object({
      id: z.string(),
      to: z.union([
        z.array(z.string()),
        z.pipe(
          z.string(),
          z.transform((one) => [one]),
        ),
      ]),
      subject: z.nullish(z.string()),
      created_at: z.string(),
    }),
  ),
});

const pageSize = 100;
/** 2,000 mails; an account that sends more between two tries cannot be looked through. */
const mostPages = 20;
/** The vendor's clock may be behind ours. */
const slackMs = 5 * 60_000;

/** The port over a client. */
export function resendMailer(ask: AskResend): MailerPort {
  return {
    declaration: resendDeclaration,

    async send({ from, to, replyTo, subject, text, html, attachments, idempotencyKey }) {
      const files = attachments?.map((file) => ({
        filename: file.filename,
        content_type: file.contentType,
        content: base64(file.text),
      }));
      const body = { from, to: [to], subject, text, html, reply_to: replyTo, attachments: files };
      const read = sent.safeParse(await ask({ path: "/emails", body, idempotencyKey }));
      if (!read.success) throw unreadable(200);
      return { id: read.data.id };
    },

    /** There is no look-up by key or reference: the list of sent mail, newest first, is read back to the first try. */
    async find({ to, subject, since }) {
      const wanted = to.toLowerCase();
      for (let page = 0, after = ""; page < mostPages; page += 1) {
        const read = listed.safeParse(await ask({ path: `/emails?limit=${pageSize}${after}` }));
        if (!read.success) throw unreadable(200);
        const { data, has_more } = read.data;
        const found = data.find(
          (mail) => mail.subject === subject && mail.to.some((address) => address.toLowerCase().includes(wanted)),
        );
        if (found) return { id: found.id };
        const last = data.at(-1);
        if (!last || !has_more || timeOf(last.created_at) < since - slackMs) return null;
        after = `&after=${encodeURIComponent(last.id)}`;
      }
      throw unreadable(200);
    },
  };
}

function base64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/** `2023-04-03T22:13:42.674981+00:00`, or with a blank and `+00`: both are in the vendor's own examples. */
function timeOf(text: string): number {
  const read = Date.parse(text.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00"));
  return Number.isNaN(read) ? Number.POSITIVE_INFINITY : read;
}
