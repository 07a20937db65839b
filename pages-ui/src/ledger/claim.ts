import { plural } from "../lib/format/number.ts";
import { labelOf } from "./values.ts";

interface Claimed {
  kind: string;
  title: string;
  count: number;
  /** More of it exists than was counted. */
  open?: boolean;
  groupKey: string;
}

interface KindWords {
  /** What a list of them is called. */
  name: string;
  verb: string;
  /** The verb by the word that the agent groups with. */
  verbs?: Record<string, string>;
  one: string;
  many?: string;
  /** What the expected gain is per, when it comes again and again. */
  per?: string;
  /** The action commits money: that is what the owner wants to read first. */
  spends?: true;
}

const kinds: Record<string, KindWords> = {
  "price.set": {
    name: "prices",
    verb: "Change",
    verbs: { raise: "Raise", cut: "Lower" },
    one: "price",
    per: "a week",
  },
  "stock.sync": { name: "stock counts", verb: "Correct", one: "stock count" },
  "product.draft": { name: "product drafts", verb: "Draft", one: "product" },
  "product.publish": { name: "published products", verb: "Publish", one: "product" },
  "purchase.draft": { name: "purchase drafts", verb: "Draft", one: "purchase", spends: true },
  "channel.sync": { name: "channel updates", verb: "Tell a channel", one: "update" },
  "purchase.send": { name: "purchase mails", verb: "Mail", one: "order", spends: true },
  "supplier.order": { name: "supplier orders", verb: "Order", one: "parcel", spends: true },
  "supplier.order-once": { name: "supplier orders asked once", verb: "Order", one: "parcel", spends: true },
  "fulfillment.create": { name: "parcels told to the shop", verb: "Send", one: "order" },
  "order.hold": { name: "held orders", verb: "Hold", one: "order" },
  "order.release": { name: "released orders", verb: "Release", one: "order" },
  "order.refund": { name: "refunds", verb: "Refund", one: "order", spends: true },
  "return.approve": { name: "accepted returns", verb: "Accept", one: "return", spends: true },
  "return.decline": { name: "declined returns", verb: "Decline", one: "return" },
  "risk.assess": { name: "risk shown in the shop", verb: "Show the risk of", one: "order" },
  "risk.weights": { name: "risk weights", verb: "Adjust", one: "set of risk weights", many: "sets of risk weights" },
};

/** A card's first line. One row speaks for itself; of many it says how many, and what the agent groups them by. */
export function claim({ kind, title, count, groupKey, open = false }: Claimed): string {
  const words = kinds[kind];
  if (!words) return title;
  const [, , reason = "", ...place] = groupKey.split("/");
  const verb = words.verbs?.[reason] ?? words.verb;
  if (count === 1 && !open) return words.verbs?.[reason] ? `${verb} ${title}` : title;
  const number = open ? plural(count, words.one, words.many).replace(" ", "+ ") : plural(count, words.one, words.many);
  return `${verb} ${number}${place.length > 0 ? ` in ${place.join("/")}` : ""}`;
}

/** @example kindName("price.set") // "prices" */
export function kindName(kind: string): string {
  return kinds[kind]?.name ?? labelOf(kind.replaceAll(".", " "));
}

export function gainPer(kind: string): string {
  const per = kinds[kind]?.per;
  return per ? ` ${per}` : "";
}

export function spends(kind: string): boolean {
  return kinds[kind]?.spends ?? false;
}
