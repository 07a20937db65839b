import { QueryClient } from "@tanstack/react-query";
import { mayPass } from "./api-error.ts";

/** Live events say when something changed; the stale time only covers what they may have missed. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: "always",
        staleTime: 20_000,
        retry: (failures, error) => failures < 2 && mayPass(error),
        retryDelay: (failures) => 500 * 2 ** failures,
      },
      // Never kept for later: what is approved offline must not go out when the line is back and the world has moved on.
      mutations: { networkMode: "always", retry: false },
    },
  });
}
