import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { Output } from "../../lib/api/call.ts";
import { read } from "../../lib/api/read.ts";
import { readPages } from "../../lib/api/read-pages.ts";

export type AuditRow = Output<"audit.list">["items"][number];

export function useAudit(filter: { actor?: string; operation?: string }) {
  return useInfiniteQuery(readPages("audit.list", { ...filter, limit: 50 }));
}

/** Recomputes the whole chain, so only when asked. */
export function useAuditCheck() {
  return useQuery({ ...read("audit.verify", {}), enabled: false, gcTime: 0 });
}
