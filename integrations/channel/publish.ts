import { KitError } from "#agent-kit/errors.ts";
import type { ChannelLine } from "#core/inventory/channel-lines.ts";
import type { ChannelPort } from "./port.ts";

type Lines = ReadonlyMap<string, ChannelLine>;
const mostTries = 5;

/** Reads, changes and writes what the channel shows; begins again where somebody wrote in between. Writes nothing for a null change. */
export async function publish(
  port: ChannelPort,
  change: (held: Lines) => Lines | null,
): Promise<"written" | "unchanged"> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const { lines, mark } = await port.read();
    const next = change(lines);
    if (next === null) return "unchanged";
    if ((await port.write(next, mark)) === "written") return "written";
  }
  throw new KitError({
    code: "busy",
    message: `${port.declaration.name} was written by others ${mostTries} times in a row.`,
    retryable: true,
    outcome: "refused",
  });
}
