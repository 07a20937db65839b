/**
 * The base score of a CVSS 3.0 or 3.1 vector, 0 to 10; null for what is no such vector. Metrics beyond the base are not
 * counted. FIRST, CVSS v3.1 Specification, section 7.1 and appendix A (its rounding is what 3.0 meant, without the
 * artefacts of floating point).
 *
 * @example cvssBase("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H") // 9.8
 */
export function cvssBase(vector: string): number | null {
  const [head, ...parts] = vector.split("/");
  if (head !== "CVSS:3.1" && head !== "CVSS:3.0") return null;
  const metrics = new Map(parts.map((part) => part.split(":") as [string, string | undefined]));
  const changed = metrics.get("S") === "C";
  if (!changed && metrics.get("S") !== "U") return null;
  const weight = (metric: string) => weights[metric]?.[metrics.get(metric) ?? ""] ?? Number.NaN;
  const privileges = changed ? (changedPrivileges[metrics.get("PR") ?? ""] ?? Number.NaN) : weight("PR");
  const subscore = 1 - (1 - weight("C")) * (1 - weight("I")) * (1 - weight("A"));
  const impact = changed ? 7.52 * (subscore - 0.029) - 3.25 * (subscore - 0.02) ** 15 : 6.42 * subscore;
  const exploitability = 8.22 * weight("AV") * weight("AC") * privileges * weight("UI");
  if (Number.isNaN(impact + exploitability)) return null;
  if (impact <= 0) return 0;
  return roundedUp(Math.min(10, (changed ? 1.08 : 1) * (impact + exploitability)));
}

const effect = { N: 0, L: 0.22, H: 0.56 };
const weights: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  AV: { N: 0.85, A: 0.62, L: 0.55, P: 0.2 },
  AC: { L: 0.77, H: 0.44 },
  PR: { N: 0.85, L: 0.62, H: 0.27 },
  UI: { N: 0.85, R: 0.62 },
  C: effect,
  I: effect,
  A: effect,
};
const changedPrivileges: Readonly<Record<string, number>> = { N: 0.85, L: 0.68, H: 0.5 };

function roundedUp(score: number): number {
  const whole = Math.round(score * 100_000);
  return whole % 10_000 === 0 ? whole / 100_000 : (Math.floor(whole / 10_000) + 1) / 10;
}
