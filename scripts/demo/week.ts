/** The Monday of a day's week; both as YYYY-MM-DD. */
export function weekOf(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  return date.toISOString().slice(0, 10);
}

/** The instant at which a day begins in a zone, for the day that `nowMs` falls on there. */
export function startOfDay(nowMs: number, timeZone: string): number {
  const wall = (ms: number) => {
    const parts = new Intl.DateTimeFormat("en-CA", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    }).formatToParts(ms);
    const value = (type: string) => Number(parts.find((part) => part.type === type)?.value);
    return Date.UTC(value("year"), value("month") - 1, value("day"), value("hour"), value("minute"), value("second"));
  };
  const midnight = Math.floor(wall(nowMs) / 86_400_000) * 86_400_000;
  // The zone's offset at midnight itself: on two days a year it is another than now's.
  const guess = midnight - (wall(nowMs) - Math.floor(nowMs / 1000) * 1000);
  return midnight - (wall(guess) - guess);
}
