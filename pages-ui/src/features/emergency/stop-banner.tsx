import { inWords } from "../../lib/format/number.ts";
import { Actor } from "../../ui/actor.tsx";
import { Relative } from "../../ui/times.tsx";
import { useEmergency } from "./api.ts";

/** On every page while everything is stopped. */
export function StopBanner() {
  const { data } = useEmergency();
  if (!data?.stopped) return null;
  const missing = data.agents.filter(({ held }) => !held).length;
  return (
    <div className="banner bad" role="alert">
      <p>
        <strong>Everything is stopped.</strong> {data.why}
        {data.by && (
          <>
            {" "}
            (<Actor id={data.by} />
          </>
        )}
        {data.at && (
          <>
            , <Relative at={data.at} />
          </>
        )}
        {data.by && ")"}
        {missing > 0 && ` ${missing === 1 ? "One agent does" : `${inWords(missing)} agents do`} not hold the stop yet.`}
      </p>
    </div>
  );
}
