import { percent } from "../../lib/format/number.ts";
import type { Night } from "./api.ts";

/** What the night says, in a sentence: by how much the forecasts were off, and whether that beats guessing last week again. */
export function accuracySentence({ forecast, naive }: Pick<Night, "forecast" | "naive">): string {
  if (!forecast) return "No forecast could be judged yet.";
  const off = `Forecasts were off by ${percent(forecast.wape)} of what was sold`;
  if (!naive || naive.wape === 0) return `${off}.`;
  const better = 1 - forecast.wape / naive.wape;
  if (Math.abs(better) < 0.005) return `${off}, no better than repeating the last week.`;
  return `${off}, ${percent(Math.abs(better))} ${better > 0 ? "less" : "more"} than repeating the last week.`;
}
