/** What people write between the digits of a number. No line's end: the next line is another number. */
export const separators = [" ", "-", ".", "(", ")", "/", "\t", "\u00a0", "\u202f", "\u2011", "\u2013"] as const;
const between = `[${separators.map((each) => `\\${each}`).join("")}]{0,3}`;

/** ITU-T E.164's country codes of one and two digits; all others have three. */
const countryCode = /^(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;
const fewestDigits = 7;
/** A national number this long is nobody else's without the 0 (or Russia's 8) that one dials before it. */
const fewestNational = 9;

export interface PhoneNumber {
  /** The digits that stand together in every way to write it, separators aside: what to look for first. */
  core: string;
  pattern: string;
}

/**
 * How a telephone number may stand in a text: its digits with any separators, with the 0 in brackets that is dialled at home,
 * and, where its country is given (`+44…`), without the country. Not within a longer run of digits, and not as a number of a
 * gid. Null for what is no telephone number.
 */
export function phoneNumber(term: string): PhoneNumber | null {
  const digits = term.replace(/\D/g, "");
  if (digits.length < fewestDigits || !/^\+?[\d\s().\-/\u2011\u2013]+$/.test(term)) return null;
  const code = term.startsWith("+") ? (countryCode.exec(digits)?.[0] ?? digits.slice(0, 3)) : "";
  const national = digits.slice(code.length);
  const trunk = `[08]${between}`;
  const spread = (text: string) => [...text].join(between);
  const before =
    code === ""
      ? ""
      : `(?:\\+?${spread(code)}${between}(?:${trunk})?|${trunk}${national.length < fewestNational ? "" : "|"})`;
  return { core: national, pattern: `(?<!\\d|gid://\\w+/\\w+/)\\(?${before}${spread(national)}(?!\\d)` };
}
