import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { read } from "../../../lib/api/read.ts";
import { count } from "../../../lib/format/number.ts";
import { clock } from "../../../lib/format/time.ts";
import { useShopNow } from "../../../lib/shop-clock.ts";
import { Actor } from "../../../ui/actor.tsx";
import { Loaded } from "../../../ui/loaded.tsx";
import { Status } from "../../../ui/status.tsx";
import { Relative } from "../../../ui/times.tsx";
import { type AgentSummary, type AgentView, useAgents } from "../../agents/api.ts";
import { shortName, standing } from "../../agents/standing.ts";
import { reasonText } from "../../agents/start-words.ts";
import { outcomeWords } from "../../agents/tick-words.ts";
import type { Run } from "../../runs/api.ts";
import { useZone } from "../../shop/api.ts";

/** The agents in the narrow column: how each is, what it may do, what it did last. */
export function AgentBriefs() {
  const query = useAgents();
  return (
    <section>
      <h2>Agents</h2>
      <Loaded query={query} rows={3}>
        {({ items }) => (
          <ul className="briefs">
            {items.map((agent) => (
              <li key={agent.id}>
                <Status tone={standing(agent).tone}>
                  <Link href={`/agents/${agent.id}`}>{shortName(agent.name)}</Link>
                </Status>
                <span>{agent.view?.mode ?? standing(agent).word}</span>
                <small>
                  <Doing agent={agent} />
                </small>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </section>
  );
}

function Doing({ agent: { view, health, error } }: { agent: AgentSummary }) {
  const zone = useZone();
  const now = useShopNow(60);
  const runs = useQuery(read("runs.list", { limit: 20 })).data?.items ?? [];
  if (!view) return error ?? "does not answer";
  if (view.stopped)
    return (
      <>
        stopped by <Actor id={view.stopped.by} />
      </>
    );
  if (view.mode === "paused") return view.pausedNote ?? "paused";
  if (view.live) return "running now";
  const trouble = health && health.status !== "pass" ? reasonText(health.reasons[0] ?? "") : undefined;
  if (trouble && health?.status === "fail") return trouble;
  const last = view.lastRun ? ranText(view.lastRun, runs, zone) : "has not run yet";
  if (trouble) return `${last}. ${trouble}`;
  if (view.nextDueAt === null || view.nextDueAt < now) return last;
  return (
    <>
      {last}, next <Relative at={view.nextDueAt} />
    </>
  );
}

function ranText({ runId, outcome, finishedAt }: NonNullable<AgentView["lastRun"]>, runs: Run[], zone: string): string {
  const at = clock(finishedAt, zone);
  if (outcome !== "succeeded") return `${outcomeWords(outcome).word} ${at}`;
  const run = runs.find(({ id }) => id === runId);
  return run ? `ran ${at}, ${count(run.observed)} looked at, ${count(run.proposed)} proposed` : `ran ${at}`;
}
