import { count, inWords, plural, sentence } from "../../lib/format/number.ts";
import type { Tone } from "../../ui/status.tsx";
import type { Breaker, Connection } from "./api.ts";

/** A breaker's state in the owner's words: open means that nothing goes through. */
export function breakerWords({ state, forced, error }: Pick<Breaker, "state" | "forced" | "error">): {
  tone: Tone;
  word: string;
} {
  if (error !== null) return { tone: "bad", word: "not answering" };
  if (forced || /^forced/i.test(state))
    return { tone: "warn", word: isOpen(state) ? "cut off by hand" : "letting all calls through by hand" };
  switch (state.toUpperCase().replace("-", "_")) {
    case "CLOSED":
      return { tone: "good", word: "letting calls through" };
    case "HALF_OPEN":
      return { tone: "warn", word: "trying a few calls" };
    case "OPEN":
      return { tone: "bad", word: "letting nothing through" };
    default:
      return { tone: "warn", word: state.toLowerCase() };
  }
}

/** States are `OPEN` and `forced-open`, `CLOSED` and `forced-closed`. */
export function isOpen(state: string): boolean {
  return /(^|-)open$/i.test(state) && !/half/i.test(state);
}

/** A connection that somebody cut off is not failing: it does what it was told. */
export function connectionStanding({ status, breaker }: Pick<Connection, "status" | "breaker">): {
  tone: Tone;
  word: string;
} {
  if (breaker !== null && /^forced-open$/i.test(breaker)) return { tone: "warn", word: "cut off by hand" };
  return connectionWords[status];
}

/** From this share of failed calls on something is wrong; below it the retries do their work. */
const shakyShare = 0.1;

/** The same with what its last calls tell: configured is not yet working, and some failures do not cut it off. */
export function callsStanding(
  connection: Pick<Connection, "status" | "breaker">,
  breaker: Breaker | undefined,
): { tone: Tone; word: string } {
  const known = connectionStanding(connection);
  if (!breaker || connection.status === "not-configured") return known;
  if (breaker.error !== null || breaker.forced || breaker.state.toUpperCase() !== "CLOSED")
    return breakerWords(breaker);
  if (breaker.calls === 0) return { tone: "hollow", word: "configured, not called lately" };
  if (breaker.failures >= shakyShare * breaker.calls)
    return { tone: "warn", word: `${count(breaker.failures)} of the last ${plural(breaker.calls, "call")} failed` };
  return breaker.slow * 2 > breaker.calls ? { tone: "warn", word: "works, slowly" } : known;
}

const connectionWords: Record<Connection["status"], { tone: Tone; word: string }> = {
  ok: { tone: "good", word: "works" },
  failing: { tone: "bad", word: "failing" },
  "not-configured": { tone: "hollow", word: "not configured" },
};

/** What is wrong right now, as one sentence. */
export function healthSentence(
  connections: readonly Connection[],
  openLetters: number,
  breakers: readonly Breaker[] = [],
): string {
  const shaky = connections.filter((connection) =>
    callsStanding(
      connection,
      breakers.find((each) => each.connection === connection.id),
    ).word.endsWith("failed"),
  ).length;
  const words = connections.map((connection) => connectionStanding(connection).word);
  const failing = words.filter((word) => word === "failing").length;
  const cut = words.filter((word) => word === "cut off by hand").length;
  const missing = connections.filter(
    ({ status, usedBy }) => status === "not-configured" && usedBy.some(({ required }) => required),
  ).length;
  const parts = [
    cut > 0 ? `${inWords(cut)} ${cut === 1 ? "connection is" : "connections are"} cut off by hand` : null,
    failing > 0 ? `${inWords(failing)} ${failing === 1 ? "connection is" : "connections are"} failing` : null,
    shaky > 0 ? `${inWords(shaky)} ${shaky === 1 ? "connection fails" : "connections fail"} now and then` : null,
    missing > 0
      ? `${inWords(missing)} that ${missing === 1 ? "is" : "are"} needed ${missing === 1 ? "is" : "are"} not configured`
      : null,
    openLetters > 0 ? `${inWords(openLetters)} ${openLetters === 1 ? "message was" : "messages were"} given up` : null,
  ].filter((part) => part !== null);
  if (parts.length === 0) return "Everything that is connected works.";
  return `${sentence(parts.join(", "))}.`;
}
