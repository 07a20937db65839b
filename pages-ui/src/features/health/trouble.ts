import { inWords, sentence } from "../../lib/format/number.ts";
import type { Tone } from "../../ui/status.tsx";
import type { Breaker, Connection } from "./api.ts";

/** A breaker's state in the owner's words: open means that nothing goes through. */
export function breakerWords({ state, forced, error }: Pick<Breaker, "state" | "forced" | "error">): {
  tone: Tone;
  word: string;
} {
  if (error !== null) return { tone: "bad", word: "not answering" };
  const by = forced ? ", by hand" : "";
  switch (state.toUpperCase()) {
    case "CLOSED":
      return { tone: forced ? "warn" : "good", word: `letting calls through${by}` };
    case "HALF_OPEN":
      return { tone: "warn", word: "trying a few calls" };
    case "OPEN":
      return { tone: "bad", word: `letting nothing through${by}` };
    default:
      return { tone: "warn", word: state.toLowerCase() };
  }
}

export const connectionWords: Record<Connection["status"], { tone: Tone; word: string }> = {
  ok: { tone: "good", word: "works" },
  failing: { tone: "bad", word: "failing" },
  "not-configured": { tone: "hollow", word: "not configured" },
};

/** What is wrong right now, as one sentence. */
export function healthSentence(connections: readonly Connection[], openLetters: number): string {
  const failing = connections.filter(({ status }) => status === "failing").length;
  const missing = connections.filter(
    ({ status, usedBy }) => status === "not-configured" && usedBy.some(({ required }) => required),
  ).length;
  const parts = [
    failing > 0 ? `${inWords(failing)} ${failing === 1 ? "connection is" : "connections are"} failing` : null,
    missing > 0
      ? `${inWords(missing)} that ${missing === 1 ? "is" : "are"} needed ${missing === 1 ? "is" : "are"} not configured`
      : null,
    openLetters > 0 ? `${inWords(openLetters)} ${openLetters === 1 ? "message was" : "messages were"} given up` : null,
  ].filter((part) => part !== null);
  if (parts.length === 0) return "Everything that is connected works.";
  return `${sentence(parts.join(", "))}.`;
}
