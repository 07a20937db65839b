import type { IncomingMessage, ServerResponse } from "node:http";
import { takeFault } from "../../faults.ts";
import { readJson } from "../../http.ts";
import { recordEffect } from "../../store/effects.ts";
import type { Shop } from "../../store/shop.ts";
import { sufferAtVendor } from "../faults.ts";

export const SLACK_SANDBOX_PATH = "/vendors/slack/services/T000/B000/sandbox-hook";

/** The double of an incoming webhook: every post is a message of its own, as at Slack, also one that repeats another. */
export async function answerSlack(
  { shop, chance }: { shop: Shop; chance: () => number },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readJson(request);
  const say = (status: number, text: string) => {
    response.writeHead(status, { "content-type": "text/plain" });
    response.end(text);
  };
  const fault = takeFault(shop, ["slack"], true, chance);
  if (await sufferAtVendor(fault, response)) return;
  if (fault?.kind === "throttled") {
    response.setHeader("retry-after", "1");
    return say(429, "rate_limited");
  }
  if (request.url !== SLACK_SANDBOX_PATH) return say(404, "no_service");
  if (typeof body?.text !== "string" || !Array.isArray(body.blocks)) return say(400, "invalid_payload");
  recordEffect(shop, {
    kind: "slack-message",
    root: "incoming-webhook",
    target: body.text,
    after: body,
    client: "slack",
  });
  if (fault?.kind === "reply-lost") return void response.socket?.destroy();
  say(200, "ok");
}
