import { useInfiniteQuery } from "@tanstack/react-query";
import type { Output } from "../../lib/api/call.ts";
import { readPages } from "../../lib/api/read-pages.ts";

export type Orders = Output<"orders.list">;
export type Order = Orders["items"][number];
export type Parcel = Order["parcels"][number];

export const shows = ["attention", "open", "all"] as const;
export type Show = (typeof shows)[number];

export function useOrders(show: Show) {
  return useInfiniteQuery(readPages("orders.list", { limit: 50, show }));
}
