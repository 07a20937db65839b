import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { Output } from "../../lib/api/call.ts";
import { read } from "../../lib/api/read.ts";
import { readPages } from "../../lib/api/read-pages.ts";

export type Orders = Output<"orders.list">;
export type Order = Orders["items"][number];
export type Parcel = Order["parcels"][number];

export const shows = ["attention", "open", "all"] as const;
export type Show = (typeof shows)[number];

export function useOrders(show: Show) {
  return useInfiniteQuery(readPages("orders.list", { limit: 50, show }));
}

/** How many orders need somebody; 0 until it is known. */
export function useOrdersAttention(): number {
  return useQuery(read("orders.list", { show: "attention", limit: 1 })).data?.counts.attention ?? 0;
}
