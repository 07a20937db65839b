import type { Decision } from "../definition.ts";
import type { AgentBacktest, Effect, PastContext } from "./part.ts";

type AnyPart = Pick<AgentBacktest<object, unknown, unknown, unknown>, "hindsight">;

/** What each decision would have brought: by what happened afterwards where the agent can tell, else as it expected itself. */
export async function effectsOf(
  part: AnyPart,
  context: PastContext<object, unknown>,
  decisions: Decision[],
): Promise<Effect[]> {
  if (decisions.length === 0) return [];
  return part.hindsight ? part.hindsight(context, decisions) : decisions.map(expectedEffect);
}

export function expectedEffect({ impactMinor, impactRangeMinor }: Decision): Effect {
  return { minor: impactMinor, rangeMinor: impactRangeMinor ?? null, from: "expected" };
}

/** The same estimate for so many times as much. */
export function scaledEffect(decision: Decision, factor: number, from: Effect["from"]): Effect {
  const { minor, rangeMinor } = expectedEffect(decision);
  const range = rangeMinor === null ? null : ([rangeMinor[0] * factor, rangeMinor[1] * factor] as const);
  return { minor: minor * factor, rangeMinor: range, from };
}
