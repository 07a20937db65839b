import { queryOptions } from "@tanstack/react-query";
import { call, type Input } from "./call.ts";
import type { UsedOperation } from "./routes.ts";

/** Query options of one read, keyed by its operation and input: live events name the operation alone. */
export function read<Id extends UsedOperation>(id: Id, input: Input<Id>) {
  return queryOptions({ queryKey: [id, input], queryFn: ({ signal }) => call(id, input, signal) });
}
