const noticeable = 0.1;

/** Names of the figures that moved by more than a tenth since a person said no; new and vanished figures count too. */
export function movedFigures(then: Record<string, number>, now: Record<string, number>): string[] {
  const names = new Set([...Object.keys(then), ...Object.keys(now)]);
  return [...names].filter((name) => {
    const before = then[name];
    const after = now[name];
    if (before === undefined || after === undefined) return true;
    return Math.abs(after - before) > noticeable * Math.max(Math.abs(before), Number.EPSILON);
  });
}
