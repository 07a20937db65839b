import { isKitError } from "#agent-kit/errors.ts";
import type { ShopifyClient } from "./client.ts";
import { ShopifyError } from "./errors.ts";
import {
  type WebhookSubscriptionsQuery,
  type WebhookSubscriptionTopic,
  webhookSubscriptionCreate,
  webhookSubscriptions,
} from "./operations.generated.ts";
import { topics } from "./webhook-topics.ts";

type Subscription = WebhookSubscriptionsQuery["webhookSubscriptions"]["nodes"][number];

export interface SubscriptionPlan {
  /** Topics that reach us already. */
  kept: WebhookSubscriptionTopic[];
  missing: WebhookSubscriptionTopic[];
  /** Ours by app, but sent to another address: an earlier deployment's, for a person to remove. */
  elsewhere: string[];
}

/** What must be subscribed so that every topic we understand arrives at `uri`. */
export function subscriptionPlan(existing: readonly Subscription[], uri: string): SubscriptionPlan {
  const here = new Set(existing.filter((each) => each.uri === uri && !each.filter).map((each) => each.topic));
  const wanted = [...topics.values()].flatMap((rule) => (rule.subscribe && rule.enum !== null ? [rule.enum] : []));
  return {
    kept: wanted.filter((topic) => here.has(topic)),
    missing: wanted.filter((topic) => !here.has(topic)),
    elsewhere: existing.filter((each) => each.uri !== uri).map((each) => each.id),
  };
}

export interface SubscriptionReport extends Omit<SubscriptionPlan, "missing"> {
  created: WebhookSubscriptionTopic[];
  /** Mostly topics whose scope the app was not granted. */
  refused: { topic: WebhookSubscriptionTopic; reason: string }[];
}

/**
 * Subscribes what is missing; to be repeated daily, since the store deletes a subscription after eight failures in a
 * row. A topic the store refuses does not keep the others from being subscribed; any other failure is thrown.
 */
export async function ensureSubscriptions(client: ShopifyClient, uri: string): Promise<SubscriptionReport> {
  const plan = subscriptionPlan(await allSubscriptions(client), uri);
  const report: SubscriptionReport = { kept: plan.kept, elsewhere: plan.elsewhere, created: [], refused: [] };
  for (const topic of plan.missing) {
    try {
      await client.run(webhookSubscriptionCreate, { topic, subscription: { uri, format: "JSON" } });
      report.created.push(topic);
    } catch (error) {
      if (isTaken(error)) report.kept.push(topic);
      else if (isKitError(error) && error.outcome === "refused" && error instanceof ShopifyError)
        report.refused.push({ topic, reason: error.message });
      else throw error;
    }
  }
  return report;
}

/** Topics nothing is sent to us about; changes nothing. */
export async function missingTopics(client: ShopifyClient, uri: string): Promise<WebhookSubscriptionTopic[]> {
  return subscriptionPlan(await allSubscriptions(client), uri).missing;
}

async function allSubscriptions(client: ShopifyClient): Promise<Subscription[]> {
  const found: Subscription[] = [];
  for (let after: string | null = null; ; ) {
    const page: WebhookSubscriptionsQuery = await client.run(webhookSubscriptions, { first: 250, after });
    found.push(...page.webhookSubscriptions.nodes);
    if (!page.webhookSubscriptions.pageInfo.hasNextPage) return found;
    after = page.webhookSubscriptions.pageInfo.endCursor;
  }
}

/** Somebody subscribed it since we looked. These user errors carry no code. */
function isTaken(error: unknown): boolean {
  return error instanceof ShopifyError && error.userErrors.some((each) => /already been taken/i.test(each.message));
}
