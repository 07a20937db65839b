import { type AgentEnv, variable } from "#agent-kit/agent-env.ts";
import type { NeedDefinition, WorkContext } from "#agent-kit/definition.ts";
import { KitError } from "#agent-kit/errors.ts";
import { secrets } from "#agent-kit/secrets.ts";
import { httpError } from "#agent-kit/vendor-error.ts";
import type { ChannelDeclaration, ChannelPort, ChannelState } from "#integrations/channel/port.ts";
import { mostLines, readLines, writeLines } from "./lines.ts";

export const CSV_CHANNEL = "csv-channel";

const timeoutMs = 20_000;
const largestBytes = 16 * 1024 * 1024;

export const csvChannelNeed: NeedDefinition = {
  connection: CSV_CHANNEL,
  required: false,
  evidence: {
    level: "documented",
    source: "conditional PUT of RFC 9110, as object stores and WebDAV have it; columns in docs/channels.md",
    date: "2026-11-22",
  },
  configured: (env) => variable(env, "CHANNEL_FEED_URL") !== undefined,
  probe: (context) => csvChannel(context).read(),
};

export const csvChannelDeclaration: ChannelDeclaration = {
  id: CSV_CHANNEL,
  name: "CSV channel",
  evidence: csvChannelNeed.evidence,
  cannot: ["say when the channel fetched the document", "say what was sold there: its orders come through the store"],
};

/** A document of availability and prices at an address of the owner's, which the channel fetches when it likes. */
export function csvChannel({ env, connect, log }: WorkContext): ChannelPort {
  const connection = () => connect(CSV_CHANNEL);
  const token = () => secrets({ ...env }, { redactor: log.redactor }).require("CHANNEL_FEED_TOKEN");

  async function ask(signal: AbortSignal, init: RequestInit): Promise<Response> {
    const headers = { ...init.headers, authorization: `Bearer ${await token()}` };
    return fetch(addressOf(env), { ...init, headers, signal, redirect: "manual" });
  }

  return {
    declaration: csvChannelDeclaration,

    read: () =>
      connection().call({
        name: "read the channel's document",
        effect: "read",
        timeoutMs,
        run: async (signal): Promise<{ value: ChannelState }> => {
          const reply = await ask(signal, { headers: { accept: "text/csv" } });
          if (reply.status === 404) return { value: { lines: new Map(), mark: null } };
          if (!reply.ok) throw httpError("The channel", reply, { realNow: Date.now() });
          const mark = reply.headers.get("etag");
          if (mark === null || mark.startsWith("W/")) throw unfit("names no state (a strong ETag) to write under");
          const text = await reply.text();
          if (text.length > largestBytes) throw unfit("holds more than 16 MB");
          const lines = readLines(text);
          // A part of it must not be taken for the whole: what was not read would be gone with the next write.
          if (lines.size > mostLines) throw unfit(`holds more than ${mostLines} products`);
          return { value: { lines, mark } };
        },
      }),

    async write(lines, mark) {
      if (lines.size > mostLines) throw unfit(`is for at most ${mostLines} products`);
      return connection().call({
        name: "write the channel's document",
        effect: "write",
        timeoutMs,
        run: async (signal) => {
          const condition: Record<string, string> = mark === null ? { "if-none-match": "*" } : { "if-match": mark };
          const reply = await ask(signal, {
            method: "PUT",
            headers: { ...condition, "content-type": "text/csv; charset=utf-8" },
            body: writeLines(lines),
          });
          if (reply.status === 412 || reply.status === 409) return { value: "moved" as const };
          if (!reply.ok) throw httpError("The channel", reply, { realNow: Date.now() });
          return { value: "written" as const };
        },
      });
    },
  };
}

function addressOf(env: AgentEnv): URL {
  const url = URL.parse(variable(env, "CHANNEL_FEED_URL") ?? "");
  const open = env.ENVIRONMENT === "local" || env.ENVIRONMENT === "test";
  if (url === null || !(url.protocol === "https:" || (open && url.protocol === "http:")))
    throw new KitError({
      code: "misconfigured",
      message: "CHANNEL_FEED_URL is no https address.",
      outcome: "not-sent",
    });
  return url;
}

function unfit(why: string): KitError {
  return new KitError({
    code: "misconfigured",
    message: `The channel's address ${why}.`,
    outcome: "refused",
    report: false,
  });
}
