import type { Evidence } from "#schemas/rpc/agent.ts";

/** One mail to one reader. What is sent twice under one key must be the same, letter for letter. */
export interface Mail {
  /** `orders@shop.example`, or with a name before it: `The Shop <orders@shop.example>`. */
  from: string;
  to: string;
  replyTo?: string;
  subject: string;
  text: string;
  html?: string;
  /** Text files. */
  attachments?: { filename: string; contentType: string; text: string }[];
  /** Ours, at most 256 characters: while the vendor remembers it, asking again sends nothing again. */
  idempotencyKey: string;
}

export interface SentMail {
  /** The vendor's own number of it. */
  id: string;
}

export interface MailerDeclaration {
  id: string;
  name: string;
  evidence: Evidence;
  /** How long the vendor remembers a key; after that only `find` tells whether a mail went out. */
  keyLivesMs: number;
}

export interface MailLookup {
  to: string;
  /** Whole and unlike any other mail's: a subject that carries our reference. */
  subject: string;
  /** When we first tried, ms; nothing much older is looked at. */
  since: number;
}

/**
 * A way to send mail. Methods throw KitError; `mail-key-used` means that the vendor sent a mail with this key already, of
 * other words than these.
 */
export interface MailerPort {
  readonly declaration: MailerDeclaration;
  send(mail: Mail): Promise<SentMail>;
  /** The mail we sent, null when the vendor lists none; absent where the vendor cannot be asked. */
  find?(ask: MailLookup): Promise<SentMail | null>;
}
