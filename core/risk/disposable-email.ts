/** Well-known providers of throw-away addresses; a name ends the domain, so that their subdomains count too. */
const PROVIDERS = [
  "10minutemail.com",
  "20minutemail.com",
  "33mail.com",
  "burnermail.io",
  "dispostable.com",
  "dropmail.me",
  "emailondeck.com",
  "fakeinbox.com",
  "getairmail.com",
  "getnada.com",
  "grr.la",
  "guerrillamail.com",
  "guerrillamail.info",
  "inboxkitten.com",
  "mail-temp.com",
  "mailcatch.com",
  "maildrop.cc",
  "mailinator.com",
  "mailnesia.com",
  "mailsac.com",
  "minuteinbox.com",
  "mintemail.com",
  "moakt.com",
  "mohmal.com",
  "mytemp.email",
  "nada.email",
  "sharklasers.com",
  "spam4.me",
  "spamgourmet.com",
  "temp-mail.io",
  "temp-mail.org",
  "tempail.com",
  "tempmail.com",
  "tempmail.plus",
  "tempmailo.com",
  "throwawaymail.com",
  "trashmail.com",
  "trashmail.de",
  "yopmail.com",
  "yopmail.fr",
];

/** Whether an address belongs to a provider of throw-away mailboxes; false for text that is no address. */
export function isDisposable(email: string): boolean {
  const domain = email.trim().toLowerCase().split("@")[1] ?? "";
  return PROVIDERS.some((provider) => domain === provider || domain.endsWith(`.${provider}`));
}
