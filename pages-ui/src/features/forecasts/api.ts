import { useQuery } from "@tanstack/react-query";
import type { Output } from "../../lib/api/call.ts";
import { read } from "../../lib/api/read.ts";

export type Night = Output<"forecasts.accuracy">["items"][number];

export function useForecastNights() {
  return useQuery(read("forecasts.accuracy", { limit: 30 }));
}
