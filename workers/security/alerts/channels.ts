import type { AgentEnv } from "#agent-kit/agent-env.ts";
import { variable } from "#agent-kit/agent-env.ts";
import type { Clock } from "#agent-kit/clock.ts";
import { type Connection, connection } from "#agent-kit/connection.ts";
import type { NeedDefinition } from "#agent-kit/definition.ts";
import type { Logger } from "#agent-kit/log.ts";
import { secrets } from "#agent-kit/secrets.ts";
import { breaker, budget } from "#durable-objects/client.ts";
import { pagerDutyNeed } from "#integrations/pagerduty/account.ts";
import { sendPage } from "#integrations/pagerduty/client.ts";
import { connectResend } from "#integrations/resend/mailer.ts";
import { resendNeed } from "#integrations/resend/need.ts";
import { slackNeed } from "#integrations/slack/account.ts";
import { postToSlack } from "#integrations/slack/client.ts";
import type { Level } from "./kinds.ts";

export interface Message {
  id: string;
  level: Level;
  title: string;
  body: string;
  at: number;
  alert: string | null;
  event: "notice" | "trigger" | "resolve";
  dedupKey: string | null;
  link: { text: string; url: string } | null;
  /** It may have arrived already, and the channel has no way to know. */
  repeated: boolean;
}

export interface Channel {
  id: string;
  /** Sending twice has the effect of sending once. */
  keyed: boolean;
  configured: boolean;
  /** Whether this is for this channel at all. */
  takes(message: Pick<Message, "level" | "event" | "alert">): boolean;
  send(message: Message): Promise<void>;
}

interface AlertVariables {
  /** Who gets alerts by mail. */
  ALERT_EMAIL?: string;
}

interface Surroundings {
  env: AgentEnv & AlertVariables;
  clock: Clock;
  log: Logger;
  shopDomain: string | null;
  pagesFrom: "critical" | "warning";
}

export const channelNeeds: readonly NeedDefinition[] = [slackNeed, pagerDutyNeed, resendNeed];

/** Every channel there is, the ones not configured included, and what closes their connections. */
export function channels(around: Surroundings): { all: Channel[]; flush(): Promise<void> } {
  const { env, clock, log } = around;
  const opened: Connection[] = [];
  const resolver = secrets({ ...env }, { redactor: log.redactor });
  // An environment that was forgotten must not be a way round the production guards.
  const environment = env.ENVIRONMENT ?? "production";
  const connect = ({ connection: id, bucket }: NeedDefinition) => {
    const made = connection({
      id,
      account: id,
      breaker: breaker(env, id),
      budget: budget(env, id, bucket),
      clock,
      random: Math.random,
      deadlineAt: clock.now() + 30_000,
      policy: { longestWaitMs: 5_000 },
    });
    opened.push(made);
    return made;
  };
  const recipient = env.ALERT_EMAIL;

  const slack: Channel = {
    id: "slack",
    keyed: false,
    configured: slackNeed.configured(env),
    takes: () => true,
    async send(message) {
      const webhookUrl = await resolver.require("SLACK_WEBHOOK_URL");
      const { title, body, link } = worded(message);
      await postToSlack({ connection: connect(slackNeed), webhookUrl, environment }, { title, body, link });
    },
  };
  const pagerduty: Channel = {
    id: "pagerduty",
    keyed: true,
    configured: pagerDutyNeed.configured(env),
    takes: ({ alert, level }) =>
      alert !== null && (level === "critical" || (level === "warning" && around.pagesFrom === "warning")),
    async send(message) {
      const routingKey = await resolver.require("PAGERDUTY_ROUTING_KEY");
      const baseUrl = variable(env, "PAGERDUTY_BASE_URL");
      await sendPage(
        { connection: connect(pagerDutyNeed), routingKey, environment, baseUrl },
        {
          action: message.event === "resolve" ? "resolve" : "trigger",
          dedupKey: message.dedupKey ?? message.id,
          severity: message.level,
          summary: message.title,
          body: message.body,
          source: around.shopDomain ?? "royal-equips",
          component: message.alert ?? "notice",
          at: message.at,
          link: message.link ?? undefined,
        },
      );
    },
  };
  const mail: Channel = {
    id: "mail",
    keyed: true,
    configured: resendNeed.configured(env) && Boolean(recipient),
    takes: ({ level }) => level !== "info",
    async send(message) {
      const { title, body, link } = worded(message);
      const mailer = connectResend({ env, connection: connect(resendNeed), log, secrets: resolver });
      await mailer.send({
        from: variable(env, "MAIL_FROM") ?? "",
        to: recipient ?? "",
        subject: title,
        text: link ? `${body}\n\n${link.text}: ${link.url}` : body,
        idempotencyKey: `alert ${message.id}`.slice(0, 256),
      });
    },
  };
  return {
    all: [slack, pagerduty, mail],
    flush: async () => void (await Promise.all(opened.map((made) => made.flush()))),
  };
}

function worded({ title, body, link, level, event, repeated }: Message) {
  const mark = event === "resolve" ? "" : level === "critical" ? "Critical: " : level === "warning" ? "Warning: " : "";
  return {
    title: `${mark}${title}`,
    body: repeated ? `${body}\nThis may reach you twice: its first sending was never confirmed.` : body,
    link: link ?? undefined,
  };
}
