import { useZone } from "../features/shop/api.ts";
import { ago, exactly, until, when } from "../lib/format/time.ts";
import { useShopNow } from "../lib/shop-clock.ts";

/** A moment as its time of day, with the whole truth as title. */
export function When({ at }: { at: number }) {
  const zone = useZone();
  const now = useShopNow(60);
  return (
    <time dateTime={new Date(at).toISOString()} title={exactly(at, zone)} className="nowrap">
      {when(at, now, zone)}
    </time>
  );
}

/** "2 min ago" or "in 4 min", kept true while it is shown. */
export function Relative({ at }: { at: number }) {
  const zone = useZone();
  const now = useShopNow(Math.abs(at - Date.now()) < 90_000 ? 1 : 15);
  return (
    <time dateTime={new Date(at).toISOString()} title={exactly(at, zone)} className="nowrap">
      {at > now ? until(at, now) : ago(at, now)}
    </time>
  );
}
