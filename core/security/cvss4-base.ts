/**
 * The base score of a CVSS 4.0 vector, 0 to 10; null for what is no such vector. Metrics beyond the base are not counted: the
 * worst threat and the highest requirements are meant, as the specification has it where nothing is said. FIRST, CVSS v4.0
 * Specification, section 8: the score of the vector's class, less its distance from the worst of the class as a share of the
 * way to the next lower classes.
 *
 * @example cvss4Base("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N") // 9.3
 */
export function cvss4Base(vector: string): number | null {
  const [head, ...parts] = vector.split("/");
  if (head !== "CVSS:4.0") return null;
  const said = new Map(parts.map((part) => part.split(":") as [string, string | undefined]));
  const at = (metrics: string) =>
    metrics.split(" ").map((metric) => [...(levels[metric] ?? "")].indexOf(said.get(metric) ?? ""));
  const reach = at("AV PR UI");
  const effort = at("AC AT");
  const harm = at("VC VI VA");
  const spread = at("SC SI SA");
  if ([...reach, ...effort, ...harm, ...spread].includes(-1)) return null;
  if ([...harm, ...spread].every((level) => level === 2)) return 0;

  const reachClass = reach.every((level) => level === 0) ? 0 : reach[0] !== 3 && reach.includes(0) ? 1 : 2;
  const effortClass = effort.includes(1) ? 1 : 0;
  const harmClass = harm[0] === 0 && harm[1] === 0 ? 0 : harm.includes(0) ? 1 : 2;
  const spreadClass = spread.includes(0) ? 0 : 1;
  const scoreOf = (r: number, e: number, h: number, s: number) => scores[r]?.[e]?.[h]?.[s] ?? null;
  const score = scoreOf(reachClass, effortClass, ownHarm[harmClass]!, spreadClass)!;
  const lowerHarm = nextHarm[harmClass]!.map((h) => scoreOf(reachClass, effortClass, h, spreadClass)!);
  const steps: [lower: number | null, share: number][] = [
    [scoreOf(reachClass + 1, effortClass, ownHarm[harmClass]!, spreadClass), share(reach, worst.reach[reachClass]!)],
    [scoreOf(reachClass, effortClass + 1, ownHarm[harmClass]!, spreadClass), share(effort, worst.effort[effortClass]!)],
    [lowerHarm.length > 0 ? Math.max(...lowerHarm) : null, share(harm, worst.harm[harmClass]!)],
    [scoreOf(reachClass, effortClass, ownHarm[harmClass]!, spreadClass + 1), share(spread, worst.spread[spreadClass]!)],
    // A smaller threat is always a lower class, and a vector that says nothing of it is the worst of its own.
    [0, 0],
  ];
  const possible = steps.flatMap(([lower, part]) => (lower === null ? [] : [(score - lower) * part]));
  const less = possible.reduce((sum, each) => sum + each, 0) / possible.length;
  // FIRST's own calculator rounds with this, so that halves of a tenth go up whatever floating point makes of them.
  return Math.round((Math.min(10, Math.max(0, score - less)) + 1e-6) * 10) / 10;
}

/** Values of each base metric, the worst first. */
const levels: Readonly<Record<string, string>> = {
  ...{ AV: "NALP", PR: "NLH", UI: "NPA", AC: "LH", AT: "NP" },
  ...{ VC: "HLN", VI: "HLN", VA: "HLN", SC: "HLN", SI: "HLN", SA: "HLN" },
};

interface Worst {
  /** The vectors of a class that none of it is worse than, by level. */
  of: readonly (readonly number[])[];
  /** Steps from there to the end of the class. */
  depth: number;
}

/** Tables 24 to 29 of the specification, by class. */
const worst: Readonly<Record<"reach" | "effort" | "harm" | "spread", readonly Worst[]>> = {
  reach: [
    { of: [[0, 0, 0]], depth: 1 },
    {
      of: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
      depth: 4,
    },
    {
      of: [
        [3, 0, 0],
        [1, 1, 1],
      ],
      depth: 5,
    },
  ],
  effort: [
    { of: [[0, 0]], depth: 1 },
    {
      of: [
        [1, 0],
        [0, 1],
      ],
      depth: 2,
    },
  ],
  harm: [
    { of: [[0, 0, 0]], depth: 7 },
    {
      of: [
        [1, 0, 0],
        [0, 1, 0],
      ],
      depth: 8,
    },
    { of: [[1, 1, 1]], depth: 10 },
  ],
  spread: [
    { of: [[0, 0, 0]], depth: 5 },
    { of: [[1, 1, 1]], depth: 4 },
  ],
};

/** How far a vector lies below the worst of its class, of all the way. */
function share(vector: readonly number[], { of, depth }: Worst): number {
  const above = of.find((each) => each.every((level, i) => vector[i]! >= level))!;
  return above.reduce((sum, level, i) => sum + vector[i]! - level, 0) / depth;
}

/** Classes of harm together with the requirements, as rows of the scores: a base vector's own, and the next lower ones. */
const ownHarm = [0, 2, 4];
const nextHarm = [[1, 2], [3], []];

/**
 * FIRST's published scores of the classes a base vector can be in or next to: [reach][effort][harm with requirements][spread].
 * The specification's MacroVector look-up with EQ5 = 0, and EQ4 from 1 on because only a modified vector is in 0.
 */
const scores: readonly (readonly (readonly (readonly number[])[])[])[] = [
  [
    [
      [10, 9.3],
      [9.6, 9],
      [9.3, 8.8],
      [9.2, 8],
      [7.9, 6.9],
    ],
    [
      [9.5, 9.2],
      [9.1, 8.1],
      [9.2, 8.4],
      [8.2, 7],
      [7.1, 6.3],
    ],
  ],
  [
    [
      [9.4, 8.7],
      [8.9, 7.5],
      [8.6, 7.2],
      [7.6, 5.7],
      [6.5, 5.3],
    ],
    [
      [9, 7.7],
      [7.7, 6.6],
      [7.4, 6.1],
      [5.9, 5.2],
      [5.8, 2.3],
    ],
  ],
  [
    [
      [8.6, 7],
      [7.4, 5.4],
      [7.2, 5.3],
      [5.7, 3.6],
      [4.7, 2.4],
    ],
    [
      [7.3, 5.4],
      [5.5, 4.3],
      [6.1, 4.6],
      [5.1, 1.8],
      [2.4, 1],
    ],
  ],
];
