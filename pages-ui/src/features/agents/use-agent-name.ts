import { useAgents } from "./api.ts";
import { shortName } from "./standing.ts";

/** Names agents by their ids; an id stands for itself until the agents are known. */
export function useAgentName(): (id: string) => string {
  const agents = useAgents().data?.items ?? [];
  return (id) => shortName(agents.find((agent) => agent.id === id)?.name ?? id);
}
