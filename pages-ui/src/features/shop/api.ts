import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { read } from "../../lib/api/read.ts";
import { setShopNow } from "../../lib/shop-clock.ts";

/** The connected store and its time; the page's clock follows it. */
export function useShop() {
  const query = useQuery({ ...read("shop.get", {}), refetchInterval: 60_000 });
  const now = query.data?.now;
  useEffect(() => {
    if (now !== undefined) setShopNow(now);
  }, [now]);
  return query;
}

/** The shop's time zone; the reader's own until the shop is known. */
export function useZone(): string {
  const { data } = useQuery(read("shop.get", {}));
  return data?.shop?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

export function useImports() {
  return useQuery({
    ...read("imports.list", { limit: 5 }),
    refetchInterval: ({ state }) => (state.data?.items.some((each) => each.finishedAt === null) ? 2000 : false),
  });
}
