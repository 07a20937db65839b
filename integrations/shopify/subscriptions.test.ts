import { expect, test } from "vitest";
import { KitError } from "#agent-kit/errors.ts";
import type { ShopifyClient } from "./client.ts";
import { ShopifyError } from "./errors.ts";
import { ensureSubscriptions, subscriptionPlan } from "./subscriptions.ts";
import { topics } from "./webhook-topics.ts";

const uri = "https://royal.example/webhooks/shopify";
const wanted = [...topics.values()].filter((rule) => rule.subscribe).length;

type Existing = Parameters<typeof subscriptionPlan>[0][number];
const subscription = (topic: Existing["topic"], more: Partial<Existing> = {}): Existing => ({
  id: `gid://shopify/WebhookSubscription/${topic}`,
  topic,
  uri,
  format: "JSON",
  filter: null,
  includeFields: [],
  createdAt: "2026-11-22T10:00:00Z",
  updatedAt: "2026-11-22T10:00:00Z",
  apiVersion: { handle: "2026-10" },
  ...more,
});

function store(existing: Existing[], create: (topic: string) => void = () => undefined) {
  const asked: string[] = [];
  const client: ShopifyClient = {
    domain: "royal.myshopify.com",
    apiVersion: "2026-10",
    async run(operation, variables) {
      const given = variables as { topic?: string; after?: string | null };
      asked.push(given.topic ?? operation.name);
      if (given.topic) create(given.topic);
      const half = Math.ceil(existing.length / 2);
      const nodes = given.after ? existing.slice(half) : existing.slice(0, half);
      const pageInfo = { hasNextPage: !given.after, endCursor: "next" };
      return { webhookSubscriptions: { nodes, pageInfo } } as never;
    },
  };
  return { client, asked };
}

test("what is missing, filtered or sent elsewhere does not reach us", () => {
  const other = "https://old.example/webhooks/shopify";
  const plan = subscriptionPlan(
    [
      subscription("ORDERS_CREATE"),
      subscription("ORDERS_UPDATED", { filter: "total_price:>100" }),
      subscription("ORDERS_PAID", { uri: other }),
    ],
    uri,
  );
  expect(plan.kept).toEqual(["ORDERS_CREATE"]);
  expect(plan.missing).toHaveLength(wanted - 1);
  expect(plan.missing).toEqual(expect.arrayContaining(["ORDERS_UPDATED", "ORDERS_PAID"]));
  expect(plan.elsewhere).toEqual(["gid://shopify/WebhookSubscription/ORDERS_PAID"]);
});

test("only what is missing is subscribed, whatever page the rest stands on", async () => {
  const { client, asked } = store([subscription("ORDERS_CREATE"), subscription("SHOP_UPDATE")]);
  const report = await ensureSubscriptions(client, uri);
  expect(report.kept.sort()).toEqual(["ORDERS_CREATE", "SHOP_UPDATE"]);
  expect(report.created).toHaveLength(wanted - 2);
  expect(asked.filter((each) => each === "WebhookSubscriptions")).toHaveLength(2);
  expect(asked).not.toContain("ORDERS_CREATE");
});

test("a refused topic is told and does not stop the others", async () => {
  const { client } = store([], (topic) => {
    const message = topic === "DISPUTES_CREATE" ? "You do not have permission" : "Address has already been taken";
    if (topic === "DISPUTES_CREATE" || topic === "SHOP_UPDATE")
      throw new ShopifyError({ code: "user-error", message, outcome: "refused", userErrors: [{ message }] });
  });
  const report = await ensureSubscriptions(client, uri);
  expect(report.refused).toEqual([{ topic: "DISPUTES_CREATE", reason: "You do not have permission" }]);
  expect(report.kept).toEqual(["SHOP_UPDATE"]);
  expect(report.created).toHaveLength(wanted - 2);
});

test("an ill store stops it", async () => {
  const { client } = store([], () => {
    throw new KitError({ code: "vendor-unavailable", message: "502", outcome: "unknown", retryable: true });
  });
  await expect(ensureSubscriptions(client, uri)).rejects.toMatchObject({ code: "vendor-unavailable" });
});
