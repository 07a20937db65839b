interface Failure {
  code: string;
  message: string;
  waitMs?: number;
}

/** What a failed call to a vendor means to the person who tries it: the vendor's answer, and what to do, in one sentence. */
export function unworkable({ code, message, waitMs }: Failure, settings: readonly string[]): string {
  const said = message.replace(/\.$/, "");
  const named = settings.length > 0 ? settings.join(", ") : "its address";
  switch (code) {
    case "unauthorised":
      return `${said}: set ${named} again, with what the vendor shows now.`;
    case "breaker-open":
      return `${said}: it is asked again in ${seconds(waitMs)}, or at once when you reset its breaker.`;
    case "vendor-unavailable":
    case "network":
    case "timeout":
    case "aborted":
      return `${said}: check the vendor's status page and the address, where one is set, and try again in a few minutes.`;
    // These end in what to do already.
    case "sender-not-verified":
    case "no-harmless-call":
      return message;
  }
  if (waitMs !== undefined) return `${said}: try again in ${seconds(waitMs)}.`;
  return `${said}: check ${named}.`;
}

function seconds(ms = 0): string {
  const whole = Math.max(1, Math.ceil(ms / 1_000));
  return whole === 1 ? "a second" : `${whole} seconds`;
}
