import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, type Output } from "../../lib/api/call.ts";
import { read } from "../../lib/api/read.ts";

export type Emergency = Output<"emergency.get">;

const state = read("emergency.get", {});

export function useEmergency() {
  return useQuery({
    ...state,
    // Until every agent holds the stop, the watchdog repeats it: follow along.
    refetchInterval: ({ state: { data } }) => (data?.stopped && data.agents.some(({ held }) => !held) ? 2000 : 60_000),
  });
}

export function useEmergencyWrite(id: "emergency.stop" | "emergency.release") {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (why: string) => call(id, { why }),
    onSuccess: async (answer) => {
      // A reading that began before the answer knows less than the answer.
      await queries.cancelQueries({ queryKey: state.queryKey });
      queries.setQueryData(state.queryKey, answer);
      void queries.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith("agents.") });
    },
  });
}
