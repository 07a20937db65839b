import { useState } from "react";
import { instantIn, wallIn } from "../../../lib/format/zone-instant.ts";
import { useShopNow } from "../../../lib/shop-clock.ts";
import { useZone } from "../../shop/api.ts";

const hourMs = 3_600_000;

/** A time on the shop's clock, the next whole hour but one to begin with; `at` is null for what has passed or is no time. */
export function useWallTime() {
  const zone = useZone();
  const now = useShopNow(60);
  const [wall, setWall] = useState(() => wallIn(zone, Math.ceil((now + hourMs) / hourMs) * hourMs));
  const at = instantIn(zone, wall);
  return { zone, wall, setWall, at: at !== null && at > now ? at : null };
}

export function TimeInput({ time: { zone, wall, setWall } }: { time: ReturnType<typeof useWallTime> }) {
  return (
    <label>
      <span className="sr-only">Time ({zone})</span>
      <input type="datetime-local" value={wall} onChange={(event) => setWall(event.target.value)} />
    </label>
  );
}
