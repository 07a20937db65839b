import { infiniteQueryOptions } from "@tanstack/react-query";
import { call, type Input, type Output } from "./call.ts";
import type { UsedOperation } from "./routes.ts";

type PagedOperation = {
  [Id in UsedOperation]: Output<Id> extends { nextCursor: string | null } ? Id : never;
}[UsedOperation];

/** Query options of a list that continues by cursor. */
export function readPages<Id extends PagedOperation>(id: Id, input: Input<Id>) {
  return infiniteQueryOptions({
    queryKey: [id, "pages", input],
    queryFn: ({ signal, pageParam }) => call(id, { ...input, cursor: pageParam ?? undefined }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}
