import { recordEffect } from "../../store/effects.ts";
import { CUSTOMER, type CustomerRow, ORDER } from "../../store/rows.ts";
import { isoTime, SHOP_DOMAIN } from "../../store/shop.ts";
import { emit } from "../../webhooks/outbox.ts";
import { customerBody } from "../../webhooks/payloads.ts";
import { connect, type PageArguments } from "../connection.ts";
import { moneyV2 } from "../money.ts";
import type { Call, Resolvers } from "../resolver.ts";
import { containsFilter, idFilter, searchCondition, tagFilter, textFilter, timeFilter, wordFilter } from "../search.ts";
import { listOrders, type OrderListArguments } from "./orders.ts";

const SORTS: Record<string, string> = {
  CREATED_AT: "customer.created_ms",
  UPDATED_AT: "customer.updated_ms",
  NAME: "customer.last_name",
};

function customerFilters(call: Call) {
  return {
    default: containsFilter("customer.email", "customer.last_name"),
    id: idFilter(call, "Customer", "customer.id"),
    email: textFilter("customer.email"),
    first_name: textFilter("customer.first_name"),
    last_name: textFilter("customer.last_name"),
    country: textFilter("customer.country"),
    tag: tagFilter("customer.tags"),
    customer_date: timeFilter("customer.created_ms"),
    updated_at: timeFilter("customer.updated_ms"),
    accepts_marketing: wordFilter("customer.marketing_state", {
      true: ["SUBSCRIBED"],
      false: ["NOT_SUBSCRIBED", "UNSUBSCRIBED"],
    }),
  };
}

interface ConsentInput {
  customerId: string;
  emailMarketingConsent: { marketingState: string; marketingOptInLevel?: string; consentUpdatedAt?: string };
}

function updateConsent(call: Call, input: ConsentInput) {
  const { shop } = call;
  const { marketingState, marketingOptInLevel, consentUpdatedAt } = input.emailMarketingConsent;
  const before = findCustomer(call, input.customerId);
  const refuse = (field: string, message: string, code: string) => ({
    customer: null,
    userErrors: [{ field: ["input", ...field.split(".")], message, code }],
  });
  if (before === undefined) return refuse("customerId", "Customer not found", "INVALID");
  const where = "emailMarketingConsent";
  if (!["SUBSCRIBED", "UNSUBSCRIBED", "PENDING"].includes(marketingState)) {
    return refuse(`${where}.marketingState`, `Cannot specify ${marketingState} as a marketing state input`, "INVALID");
  }
  if (marketingState === "SUBSCRIBED" && marketingOptInLevel === undefined) {
    return refuse(`${where}.marketingOptInLevel`, "Marketing opt in level must be specified", "MISSING_ARGUMENT");
  }
  const at = consentUpdatedAt === undefined ? shop.clock.now() : Date.parse(consentUpdatedAt);
  if (at > shop.clock.now() + 60_000) {
    return refuse(`${where}.consentUpdatedAt`, "Consent updated at must not be in the future", "INVALID");
  }
  shop.database.run(
    "UPDATE customer SET marketing_state = ?, marketing_opt_in = ?, marketing_updated_ms = ?, updated_ms = ? WHERE id = ?",
    marketingState,
    marketingOptInLevel ?? before.marketing_opt_in,
    at,
    shop.clock.now(),
    before.id,
  );
  recordEffect(shop, {
    kind: "consent",
    root: "customerEmailMarketingConsentUpdate",
    target: input.customerId,
    before: before.marketing_state,
    after: marketingState,
    client: call.client,
  });
  emit(shop, "CUSTOMERS_EMAIL_MARKETING_CONSENT_UPDATE", shop.clock.now(), () => customerBody(shop, before.id));
  return { customer: findCustomer(call, input.customerId), userErrors: [] };
}

function requestErasure(call: Call, gid: string) {
  const customer = findCustomer(call, gid);
  if (customer === undefined) {
    return {
      customerId: null,
      userErrors: [{ field: ["customerId"], message: "Customer does not exist", code: "DOES_NOT_EXIST" }],
    };
  }
  recordEffect(call.shop, {
    kind: "erasure",
    root: "customerRequestDataErasure",
    target: gid,
    after: "requested",
    client: call.client,
  });
  return { customerId: gid, userErrors: [] };
}

export function findCustomer(call: Call, gid: string): CustomerRow | undefined {
  const local = call.shop.gids.local(gid, "Customer");
  return call.shop.database.get<CustomerRow>(`${CUSTOMER} WHERE customer.id = ? AND deleted_ms IS NULL`, local);
}

export const customerResolvers: Resolvers = {
  QueryRoot: {
    customers: (_: unknown, args: OrderListArguments, call: Call) => {
      const found = searchCondition(call, "customers", args.query, customerFilters(call));
      return connect<CustomerRow>(
        call,
        {
          select: CUSTOMER,
          where: ["customer.deleted_ms IS NULL", ...(found ? [`(${found.sql})`] : [])],
          values: found?.values ?? [],
          sort: SORTS[args.sortKey ?? "ID"] ?? "customer.id",
          id: "customer.id",
        },
        args,
      );
    },
    customerByIdentifier: (
      _: unknown,
      { identifier }: { identifier: { id?: string; emailAddress?: string } },
      call: Call,
    ) => {
      if (identifier.id !== undefined) return findCustomer(call, identifier.id) ?? null;
      const email = identifier.emailAddress?.toLowerCase() ?? "";
      return call.shop.database.get(`${CUSTOMER} WHERE email = ? AND deleted_ms IS NULL`, email) ?? null;
    },
  },
  Mutation: {
    customerEmailMarketingConsentUpdate: (_: unknown, { input }: { input: ConsentInput }, call: Call) =>
      updateConsent(call, input),
    customerRequestDataErasure: (_: unknown, { customerId }: { customerId: string }, call: Call) =>
      requestErasure(call, customerId),
  },
  Customer: {
    id: (row: CustomerRow, _: unknown, { shop }: Call) => shop.gids.gid("Customer", row.id),
    firstName: (row: CustomerRow) => row.first_name,
    locale: () => "en",
    state: () => "DISABLED",
    verifiedEmail: () => true,
    tags: (row: CustomerRow) => JSON.parse(row.tags) as string[],
    createdAt: (row: CustomerRow) => isoTime(row.created_ms),
    updatedAt: (row: CustomerRow) => isoTime(row.updated_ms),
    dataSaleOptOut: () => false,
    numberOfOrders: (row: CustomerRow, _: unknown, { shop }: Call) =>
      String(shop.database.count("SELECT COUNT(*) FROM orders WHERE customer_id = ?", row.id)),
    amountSpent: (row: CustomerRow, _: unknown, { shop }: Call) =>
      moneyV2(
        shop.database.count("SELECT SUM(total_minor - refunded_minor) FROM orders WHERE customer_id = ?", row.id),
      ),
    lastOrder: (row: CustomerRow, _: unknown, { shop }: Call) =>
      shop.database.get(`${ORDER} WHERE customer_id = ? ORDER BY created_ms DESC LIMIT 1`, row.id) ?? null,
    orders: (row: CustomerRow, args: PageArguments, call: Call) =>
      listOrders(call, args, { sql: "orders.customer_id = ?", values: [row.id] }),
    defaultEmailAddress: (row: CustomerRow, _: unknown, { shop }: Call) => ({
      emailAddress: row.email,
      marketingState: row.marketing_state,
      marketingOptInLevel: row.marketing_opt_in,
      marketingUpdatedAt: row.marketing_updated_ms === null ? null : isoTime(row.marketing_updated_ms),
      marketingUnsubscribeUrl: `https://${SHOP_DOMAIN}/unsubscribe/${shop.gids.digits("Customer", row.id)}`,
    }),
  },
};
