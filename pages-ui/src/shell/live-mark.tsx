import { useEffect, useState } from "react";
import { duration } from "../lib/format/time.ts";
import { useLive } from "../live/live-provider.tsx";

/** Device time, each second: the line to the system is real whatever the shop's clock says. */
function useDeviceNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** Whether what is shown follows what happens, and how old the last word is. */
export function LiveMark() {
  const { status, heardAt } = useLive();
  const now = useDeviceNow();
  if (status === "connecting") return <span className="wide faint">connecting …</span>;
  if (status === "lost") return <span className="text-warn nowrap">not live</span>;
  const age = heardAt === null ? 0 : now - heardAt;
  return (
    <span className="wide nowrap" title="Time since the system was last heard">
      live · {age < 1500 ? "now" : `${duration(Math.floor(age / 1000) * 1000).replace(".0", "")} ago`}
    </span>
  );
}

/** Says that figures may be old, since when, and when the line is tried again. */
export function StaleBanner() {
  const { status, heardAt, retryAt, retryNow } = useLive();
  const now = useDeviceNow();
  const downMs = heardAt === null ? 0 : now - heardAt;
  if (status !== "lost" || (heardAt !== null && downMs < 4000)) return null;
  const waitS = retryAt === null ? 0 : Math.max(0, Math.ceil((retryAt - now) / 1000));
  return (
    <div className="banner warn" role="status">
      <p>
        <strong>Not live{heardAt === null ? "" : ` for ${duration(downMs)}`}.</strong> What you see may be old.{" "}
        {waitS > 0 ? `Trying again in ${waitS} s.` : "Trying again …"}
      </p>
      <button type="button" className="btn" onClick={retryNow}>
        Try now
      </button>
    </div>
  );
}
