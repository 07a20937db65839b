import { isIP } from "node:net";
import { SUBSCRIPTION, type SubscriptionRow } from "../../store/rows.ts";
import { API_VERSION, isoTime } from "../../store/shop.ts";
import { connect, type PageArguments } from "../connection.ts";
import type { Call, Resolvers } from "../resolver.ts";

interface SubscriptionInput {
  uri?: string;
  callbackUrl?: string;
  format?: string;
  filter?: string;
  includeFields?: string[];
}

/** Shopify wants https; a sandbox on one machine also takes plain http to that machine. */
function acceptable(uri: string): boolean {
  if (!URL.canParse(uri)) return false;
  const { protocol, hostname } = new URL(uri);
  const local = hostname === "localhost" || (isIP(hostname) === 4 && hostname.startsWith("127."));
  return protocol === "https:" || (protocol === "http:" && local);
}

function createSubscription(call: Call, topic: string, input: SubscriptionInput) {
  const { database, clock } = call.shop;
  const refuse = (field: string, message: string) => ({
    webhookSubscription: null,
    userErrors: [{ field: ["webhookSubscription", field], message }],
  });
  const uri = input.uri ?? input.callbackUrl;
  if (uri === undefined || !acceptable(uri)) return refuse("uri", "Address is invalid");
  // Storing a filter without applying it would deliver what a real shop holds back.
  if (input.filter) return refuse("filter", "The sandbox applies no webhook filters");
  const taken = database.count(
    "SELECT COUNT(*) FROM webhook_subscription WHERE topic = ? AND uri = ? AND filter IS ?",
    topic,
    uri,
    input.filter ?? null,
  );
  if (taken > 0) return refuse("uri", "Address for this topic has already been taken");
  const nowMs = clock.now();
  const webhookSubscription = database.get<SubscriptionRow>(
    `INSERT INTO webhook_subscription (topic, uri, format, include_fields, filter, created_ms, updated_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING 'WebhookSubscription' AS __typename, *`,
    topic,
    uri,
    input.format ?? "JSON",
    JSON.stringify(input.includeFields ?? []),
    input.filter ?? null,
    nowMs,
    nowMs,
  );
  return { webhookSubscription, userErrors: [] };
}

export const webhookResolvers: Resolvers = {
  QueryRoot: {
    webhookSubscriptions: (
      _: unknown,
      args: PageArguments & { topics?: string[] | null; uri?: string | null },
      call: Call,
    ) => {
      const topics = args.topics ?? [];
      const where = topics.length > 0 ? [`topic IN (${topics.map(() => "?").join(", ")})`] : [];
      if (args.uri) where.push("uri = ?");
      return connect<SubscriptionRow>(
        call,
        {
          select: SUBSCRIPTION,
          where,
          values: [...topics, ...(args.uri ? [args.uri] : [])],
          sort: "webhook_subscription.created_ms",
          id: "webhook_subscription.id",
        },
        args,
      );
    },
  },
  Mutation: {
    webhookSubscriptionCreate: (
      _: unknown,
      { topic, webhookSubscription }: { topic: string; webhookSubscription: SubscriptionInput },
      call: Call,
    ) => createSubscription(call, topic, webhookSubscription),
    webhookSubscriptionDelete: (_: unknown, { id }: { id: string }, { shop }: Call) => {
      const local = shop.gids.local(id, "WebhookSubscription");
      if (shop.database.run("DELETE FROM webhook_subscription WHERE id = ?", local) === 0) {
        const userErrors = [{ field: ["id"], message: "Webhook subscription does not exist" }];
        return { deletedWebhookSubscriptionId: null, userErrors };
      }
      return { deletedWebhookSubscriptionId: id, userErrors: [] };
    },
  },
  WebhookSubscription: {
    id: (row: SubscriptionRow, _: unknown, { shop }: Call) => shop.gids.gid("WebhookSubscription", row.id),
    includeFields: (row: SubscriptionRow) => JSON.parse(row.include_fields) as string[],
    apiVersion: () => ({ handle: API_VERSION }),
    createdAt: (row: SubscriptionRow) => isoTime(row.created_ms),
    updatedAt: (row: SubscriptionRow) => isoTime(row.updated_ms),
  },
};
