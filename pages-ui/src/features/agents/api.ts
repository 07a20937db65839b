import { useMutation, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, type Input, type Output } from "../../lib/api/call.ts";
import { read } from "../../lib/api/read.ts";
import { readPages } from "../../lib/api/read-pages.ts";

export type AgentSummary = Output<"agents.list">["items"][number];
export type AgentView = NonNullable<AgentSummary["view"]>;
export type AgentHealth = NonNullable<AgentSummary["health"]>;
export type AgentDetail = Output<"agents.get">;
export type Tick = Output<"agents.ticks">["items"][number];

export function useAgents() {
  return useQuery({ ...read("agents.list", {}), refetchInterval: 60_000 });
}

export function useAgent(agent: string) {
  return useQuery(read("agents.get", { agent }));
}

export const ticksOf = (agent: string) => readPages("agents.ticks", { agent, limit: 30 });

/** Every action kind there is, with the agent it belongs to; grows as the agents answer. */
export function useActionKinds(): (AgentDetail["description"]["actions"][number] & { agent: string })[] {
  const { data } = useAgents();
  const details = useQueries({ queries: (data?.items ?? []).map(({ id }) => read("agents.get", { agent: id })) });
  return details.flatMap(({ data: detail }) =>
    detail ? detail.description.actions.map((kind) => ({ ...kind, agent: detail.description.id })) : [],
  );
}

type AgentWrite = "agents.run" | "agents.pause" | "agents.resume" | "agents.mode" | "agents.settings";

/** One write about an agent; what is shown of it is read again afterwards. */
export function useAgentWrite<Id extends AgentWrite>(id: Id) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: Input<Id>) => call(id, input),
    onSettled: () =>
      queries.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith("agents.") }),
  });
}
