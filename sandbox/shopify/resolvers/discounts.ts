import { recordEffect } from "../../store/effects.ts";
import { isoTime } from "../../store/shop.ts";
import type { Call, Resolvers } from "../resolver.ts";

interface DiscountRow {
  id: number;
  code: string;
  title: string;
  starts_ms: number;
  ends_ms: number | null;
  usage_limit: number | null;
}

interface DiscountInput {
  code?: string;
  title?: string;
  startsAt?: string;
  endsAt?: string;
  usageLimit?: number;
  customerGets?: { value?: { percentage?: number } };
}

function createDiscount(call: Call, input: DiscountInput) {
  const { shop } = call;
  const refuse = (field: string, message: string, code: string) => ({
    codeDiscountNode: null,
    userErrors: [{ field: ["basicCodeDiscount", field], message, code }],
  });
  if (!input.code) return refuse("code", "Code can't be blank", "BLANK");
  if (!input.title) return refuse("title", "Title can't be blank", "BLANK");
  const percentage = input.customerGets?.value?.percentage;
  if (percentage !== undefined && !(percentage > 0 && percentage <= 1)) {
    return refuse("customerGets", "Value must be between 0.0 and 1.0", "VALUE_OUTSIDE_RANGE");
  }
  const startsMs = input.startsAt === undefined ? shop.clock.now() : Date.parse(input.startsAt);
  const endsMs = input.endsAt === undefined ? null : Date.parse(input.endsAt);
  if (endsMs !== null && endsMs <= startsMs) {
    return refuse("endsAt", "Ends at needs to be after starts at", "END_DATE_BEFORE_START_DATE");
  }
  const row = shop.database.get<DiscountRow>(
    `INSERT OR IGNORE INTO discount (code, title, starts_ms, ends_ms, usage_limit, body) VALUES (?, ?, ?, ?, ?, ?) RETURNING *`,
    input.code,
    input.title,
    startsMs,
    endsMs,
    input.usageLimit ?? null,
    JSON.stringify(input),
  );
  if (row === undefined) return refuse("code", "Code must be unique. Please try a different code.", "TAKEN");
  const target = shop.gids.gid("DiscountCodeNode", row.id);
  recordEffect(shop, { kind: "discount", root: "discountCodeBasicCreate", target, after: input, client: call.client });
  return { codeDiscountNode: discountView(call, row), userErrors: [] };
}

function deactivate(call: Call, gid: string) {
  const { shop } = call;
  const local = shop.gids.local(gid, "DiscountCodeNode");
  const row = shop.database.get<DiscountRow>("SELECT * FROM discount WHERE id = ?", local);
  if (row === undefined) {
    return {
      codeDiscountNode: null,
      userErrors: [{ field: ["id"], message: "Discount does not exist", code: "INVALID" }],
    };
  }
  const nowMs = shop.clock.now();
  const before = statusOf(row, nowMs);
  if (before !== "EXPIRED") shop.database.run("UPDATE discount SET ends_ms = ? WHERE id = ?", nowMs, row.id);
  const states = { before, after: "EXPIRED" };
  recordEffect(shop, { kind: "discount", root: "discountCodeDeactivate", target: gid, ...states, client: call.client });
  return { codeDiscountNode: discountView(call, { ...row, ends_ms: row.ends_ms ?? nowMs }), userErrors: [] };
}

function statusOf(row: DiscountRow, nowMs: number): string {
  if (row.ends_ms !== null && row.ends_ms <= nowMs) return "EXPIRED";
  return row.starts_ms > nowMs ? "SCHEDULED" : "ACTIVE";
}

function discountView(call: Call, row: DiscountRow) {
  return {
    id: call.shop.gids.gid("DiscountCodeNode", row.id),
    codeDiscount: {
      __typename: "DiscountCodeBasic",
      title: row.title,
      status: statusOf(row, call.shop.clock.now()),
      startsAt: isoTime(row.starts_ms),
      endsAt: row.ends_ms === null ? null : isoTime(row.ends_ms),
      usageLimit: row.usage_limit,
      asyncUsageCount: 0,
    },
  };
}

export const discountResolvers: Resolvers = {
  QueryRoot: {
    codeDiscountNodeByCode: (_: unknown, { code }: { code: string }, call: Call) => {
      const row = call.shop.database.get<DiscountRow>("SELECT * FROM discount WHERE code = ?", code);
      return row === undefined ? null : discountView(call, row);
    },
  },
  Mutation: {
    discountCodeBasicCreate: (_: unknown, { basicCodeDiscount }: { basicCodeDiscount: DiscountInput }, call: Call) =>
      createDiscount(call, basicCodeDiscount),
    discountCodeDeactivate: (_: unknown, { id }: { id: string }, call: Call) => deactivate(call, id),
  },
};
