/** Where an order can stand. The last four are ends; what is found there is looked at again only when the order changes. */
export const states = [
  "unpaid",
  "risk",
  "held",
  "window",
  "routing",
  "ordering",
  "ordered",
  "sending",
  "sent",
  "stopped",
  "delivered",
  "fulfilled",
  "cancelled",
  "closed",
] as const;
export type State = (typeof states)[number];

export const finalStates = ["delivered", "fulfilled", "cancelled", "closed"] as const satisfies State[];

export function isFinal(state: State): boolean {
  return (finalStates as readonly State[]).includes(state);
}

/** Who has the next move. */
export type WaitsFor = "buyer" | "store" | "person" | "supplier" | "carrier" | "time" | "nobody";

export const waiting: Record<State, WaitsFor> = {
  unpaid: "buyer",
  risk: "store",
  held: "person",
  window: "time",
  routing: "supplier",
  ordering: "person",
  ordered: "supplier",
  sending: "store",
  sent: "carrier",
  stopped: "person",
  delivered: "nobody",
  fulfilled: "nobody",
  cancelled: "nobody",
  closed: "nobody",
};
