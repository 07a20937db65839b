import type { Connection } from "#agent-kit/connection.ts";
import { KitError } from "#agent-kit/errors.ts";
import { httpError } from "#agent-kit/vendor-error.ts";

export interface SlackMessage {
  title: string;
  /** Plain text; what Slack would read as markup is escaped here. */
  body: string;
  link?: { text: string; url: string };
}

const timeoutMs = 10_000;
/** A section's limit is 3,000 characters, a header's 150. */
const longest = { title: 150, body: 2_900 };

/**
 * Posts to an incoming webhook. There is neither a key nor a look-up: a post whose outcome is unknown is never repeated
 * here. The address is a secret, so nothing thrown names it.
 */
export async function postToSlack(
  options: { connection: Pick<Connection, "call">; webhookUrl: string; environment: string },
  message: SlackMessage,
): Promise<void> {
  const { connection, webhookUrl, environment } = options;
  const url = URL.parse(webhookUrl);
  if (url === null || (environment === "production" && url.protocol !== "https:"))
    throw new KitError({
      code: "bad-webhook-address",
      message: "SLACK_WEBHOOK_URL is not an address messages may be sent to.",
      outcome: "not-sent",
      countsAgainst: false,
    });
  await connection.call({
    name: "slack post",
    effect: "write",
    timeoutMs,
    run: async (signal) => {
      const reply = await fetch(url.href, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(slackBody(message)),
        redirect: "manual",
        signal,
      });
      const text = await reply.text();
      if (!reply.ok) throw httpError("Slack", reply, { internal: text.slice(0, 200), realNow: Date.now() });
      return { value: undefined };
    },
  });
}

/** `text` is what a notification and a screen reader say; the blocks are what is shown. */
export function slackBody({ title, body, link }: SlackMessage) {
  const shown = cut(body, longest.body, escaped);
  const section = link ? `${shown}\n<${link.url}|${escaped(link.text)}>` : shown;
  return {
    text: escaped(`${title}: ${cut(body, 300)}`),
    blocks: [
      { type: "header", text: { type: "plain_text", text: cut(title, longest.title), emoji: false } },
      { type: "section", text: { type: "mrkdwn", text: section } },
    ],
  };
}

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

/** So much of the text as is, once written, within the limit; what is written for one character is never torn. */
function cut(text: string, most: number, written = (part: string) => part): string {
  if (written(text).length <= most) return written(text);
  let shown = "";
  for (const character of text) {
    const next = written(character);
    if (shown.length + next.length >= most) break;
    shown += next;
  }
  return `${shown}…`;
}
