/** Hides secrets in anything about to leave: known values, values that look like secrets, fields named like them. */
export interface Redactor {
  text(text: string): string;
  value(value: unknown): unknown;
  /** From now on this value never leaves. */
  learn(secret: string): void;
}

export const hidden = "[hidden]";

const shapes = [
  /\bshp(?:at|ca|pa|ss|ua|tka)_[A-Za-z0-9]{16,}/g,
  /\b(?:Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi,
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g,
  /\bsk-[A-Za-z0-9_-]{16,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bgh[pousr]_[A-Za-z0-9]{20,}/g,
  /\bre_[A-Za-z0-9_]{16,}/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/g,
  /(?<=\/\/)[^/\s:@]+:[^/\s@]+(?=@)/g,
];

const secretField =
  /pass(word|phrase)?$|secret|token$|api[-_]?key|private[-_]?key|authorization|cookie|credential|x-shopify-access/i;

/** Values shorter than this are not hidden by value: replacing "1" or "test" would garble every line. */
const shortestSecret = 6;

export function redactor(secrets: Iterable<string> = []): Redactor {
  const known = new Set([...secrets].filter((secret) => secret.length >= shortestSecret));

  function text(input: string): string {
    const shaped = shapes.reduce((line, shape) => line.replace(shape, hidden), input);
    // Longest first, so that a secret containing another one leaves no remainder.
    return [...known]
      .sort((a, b) => b.length - a.length)
      .reduce((line, secret) => line.replaceAll(secret, hidden), shaped);
  }

  function value(input: unknown, depth = 0): unknown {
    if (typeof input === "string") return text(input);
    if (typeof input !== "object" || input === null) return input;
    if (depth > 6) return "[deep]";
    if (input instanceof Error)
      return { name: input.name, message: text(input.message), stack: text(input.stack ?? "") };
    if (Array.isArray(input)) return input.map((item) => value(item, depth + 1));
    const entries = Object.entries(input).map(([key, item]) => {
      const secret = secretField.test(key) && (typeof item === "string" || typeof item === "object") && item !== null;
      return [text(key), secret ? hidden : value(item, depth + 1)];
    });
    return Object.fromEntries(entries);
  }

  return {
    text,
    value: (input) => value(input),
    learn: (secret) => void (secret.length >= shortestSecret && known.add(secret)),
  };
}

const secretVariable = /TOKEN|SECRET|KEY|PASSWORD|CREDENTIALS|BUNDLE|DSN|WEBHOOK_URL/;
const redactors = new WeakMap<object, Redactor>();

/** One redactor for an environment, which knows every secret among its variables. */
export function environmentRedactor(env: object): Redactor {
  const held = redactors.get(env);
  if (held) return held;
  const secrets = Object.entries(env).flatMap(([name, value]) =>
    secretVariable.test(name) && typeof value === "string" ? [value] : [],
  );
  const made = redactor(secrets);
  redactors.set(env, made);
  return made;
}
