import type { ChannelLine } from "#core/inventory/channel-lines.ts";
import type { Evidence } from "#schemas/rpc/agent.ts";

export interface ChannelDeclaration {
  id: string;
  name: string;
  evidence: Evidence;
  /** What the channel has no way to do, in words. */
  cannot: string[];
}

/** What a channel shows now. */
export interface ChannelState {
  lines: Map<string, ChannelLine>;
  /** Names exactly this state; a write under it is refused once somebody wrote another. */
  mark: string | null;
}

/** A second place where the shop's stock is sold. */
export interface ChannelPort {
  declaration: ChannelDeclaration;
  read(): Promise<ChannelState>;
  /** Replaces the state `mark` names; `moved` when it is not that one any more, and nothing was written. */
  write(lines: ReadonlyMap<string, ChannelLine>, mark: string | null): Promise<"written" | "moved">;
}
