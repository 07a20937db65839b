import { useQuery } from "@tanstack/react-query";
import { read } from "../../lib/api/read.ts";
import { startOfYesterday } from "../../lib/format/time.ts";
import { useShopNow } from "../../lib/shop-clock.ts";
import { useZone } from "../shop/api.ts";
import type { Since } from "./sentences.ts";

const most = 200;

/** Changes since the start of yesterday in the shop's zone; undefined until both lists are known. */
export function useSince(): Since | undefined {
  const applied = useQuery(read("actions.list", { status: "applied", limit: most })).data;
  const undone = useQuery(read("actions.list", { status: "reverted", limit: most })).data;
  const from = startOfYesterday(useShopNow(60), useZone());
  if (!applied || !undone) return undefined;
  const standing = applied.items.filter((action) => (action.appliedAt ?? 0) >= from);
  const taken = undone.items.filter((action) => (action.appliedAt ?? 0) >= from);
  return {
    applied: standing.length,
    undone: taken.length,
    more: applied.nextCursor !== null && standing.length === applied.items.length,
    impactMinor: standing.reduce((total, action) => total + action.impactMinor, 0),
    currency: standing[0]?.currency ?? null,
    kinds: [...new Set(standing.map((action) => action.kind))],
  };
}
