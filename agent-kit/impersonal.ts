const personal = [
  // Quoted text in an error is data somebody else wrote: JSON.parse quotes what it could not read.
  /"[^"]*"(?:\.\.\.)?/g,
  /[^\s@<>()",;:]+@[^\s@<>()",;:]+\.[a-z]{2,}/gi,
  /\b(?:\d{1,3}\.){3}\d{1,3}\b/g,
  /(?<![\w/-])\+?\d[\d\s().-]{7,}\d(?![\w/-])/g,
];

/** An error's text without what may be about a person: quoted text, e-mail and IP addresses, telephone numbers. */
export function impersonal(text: string): string {
  return personal.reduce((left, shape) => left.replace(shape, "[removed]"), text);
}

/** Where an error came from, without its first lines: a stack begins with the message again. */
export function framesOf(error: Error): string[] {
  return (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
}
