import type { Tone } from "../../ui/status.tsx";
import type { AgentSummary } from "./api.ts";

/** How an agent is doing, in one word. */
export function standing({ view, health, error }: AgentSummary): { tone: Tone; word: string } {
  if (error !== null || !view || !health) return { tone: "bad", word: "not answering" };
  if (view.stopped) return { tone: "bad", word: "stopped" };
  if (view.mode === "paused") return { tone: "hollow", word: "paused" };
  if (view.live) return { tone: "good", word: "running" };
  // Nobody set it up yet: no illness, and no alarm.
  if (health.connections.some(({ required, configured }) => required && !configured))
    return { tone: "hollow", word: "not set up" };
  if (health.status === "fail") return { tone: "bad", word: "failing" };
  if (health.status === "warn") return { tone: "warn", word: "partly working" };
  return { tone: "good", word: "well" };
}

/** Agents' names end in "Agent"; among agents that says nothing. */
export function shortName(name: string): string {
  const short = name.replace(/\s*Agent$/, "");
  return short.replace(/([a-z])([A-Z])/g, "$1 $2") || name;
}
