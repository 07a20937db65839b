import { cvssBase } from "#core/security/cvss-base.ts";
import { cvss4Base } from "#core/security/cvss4-base.ts";
import { SEVERITIES, type Severity, severityOf } from "#core/security/severity.ts";
import { isAffected, type RangeEvent } from "#core/security/version.ts";
import {
  type Component,
  matchAdvisories,
  type OsvEntry,
  type OsvOptions,
  readAdvisory,
} from "#integrations/osv/client.ts";
import type { Found } from "./snapshot.ts";

/** More in one look would say that something is wrong with the question. */
const mostRead = 60;
const words: Readonly<Record<string, Severity>> = { MODERATE: "medium" };

/** What is known against the packages this deployment is made of. */
export async function readAdvisories(options: OsvOptions, components: readonly Component[]): Promise<Found[]> {
  const matches = await matchAdvisories(options, components);
  const ids = [...new Set(matches.flat())].slice(0, mostRead);
  const entries = new Map<string, OsvEntry>();
  for (const id of ids) entries.set(id, await readAdvisory(options, id));
  return components.flatMap((component, at) =>
    (matches[at] ?? []).flatMap((id) => {
      const entry = entries.get(id);
      return entry ? findingOf(component, entry) : [];
    }),
  );
}

/** None for what was withdrawn, or whose own ranges say that this version is not meant. */
export function findingOf({ name, version }: Component, entry: OsvEntry): Found[] {
  const about = (entry.affected ?? []).filter(({ package: of }) => of?.ecosystem === "npm" && of.name === name);
  const ranges = about.flatMap((affected) => (affected.ranges ?? []).filter(({ type }) => type === "SEMVER"));
  const listed = about.some(({ versions }) => versions?.includes(version));
  const meant = listed || ranges.some(({ events }) => isAffected(version, events.flatMap(eventOf)));
  if (entry.withdrawn || !meant) return [];
  const fixed = ranges.flatMap(({ events }) => events.flatMap((event) => (event.fixed ? [event.fixed] : [])));
  const { severity, score } = gravityOf(entry);
  return [
    {
      subject: `${name}@${version} ${entry.id}`,
      severity,
      title: `${name} ${version}: ${entry.summary ?? entry.id}`,
      detail: { advisory: entry.id, score, fixedIn: fixed.join(", ") || null },
    },
  ];
}

/** By its vector, the newest version's where it has several, else by the database's own word; high where neither says anything. */
export function gravityOf(entry: OsvEntry): { severity: Severity; score: number | null } {
  const vectors = (entry.severity ?? []).map(({ score }) => score);
  const newest = vectors.flatMap((vector) => cvss4Base(vector) ?? []);
  const scores = newest.length > 0 ? newest : vectors.flatMap((vector) => cvssBase(vector) ?? []);
  const score = scores.length > 0 ? Math.max(...scores) : null;
  const word = entry.database_specific?.severity ?? "";
  const said = words[word] ?? SEVERITIES.find((severity) => severity.toUpperCase() === word);
  return { severity: (score === null ? said : severityOf(score)) ?? said ?? "high", score };
}

function eventOf(event: Readonly<Record<string, string>>): RangeEvent[] {
  if (event.introduced !== undefined) return [{ introduced: event.introduced }];
  if (event.fixed !== undefined) return [{ fixed: event.fixed }];
  return event.last_affected === undefined ? [] : [{ lastAffected: event.last_affected }];
}
