import { clock } from "../../../lib/format/time.ts";
import { Loaded } from "../../../ui/loaded.tsx";
import { useZone } from "../../shop/api.ts";
import { type LogLine, useRunLogs } from "../api.ts";

const tones: Record<string, string> = { error: "text-bad", warn: "text-warn", warning: "text-warn" };

export function RunLog({ run }: { run: string }) {
  const query = useRunLogs(run);
  const zone = useZone();
  return (
    <Loaded query={query} rows={4}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="faint">It wrote nothing down.</p>
        ) : (
          <ol className="lines">
            {items.map((line, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a finished log only grows at its end
              <li key={index}>
                <span className="faint">{line.at ? clock(line.at, zone) : ""}</span>
                <span className={tones[line.level ?? ""] ?? "faint"}>{line.level}</span>
                <span>
                  {line.message} <span className="faint">{fieldsOf(line)}</span>
                </span>
              </li>
            ))}
          </ol>
        )
      }
    </Loaded>
  );
}

function fieldsOf({ at: _at, level: _level, message: _message, ...fields }: LogLine): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" ");
}
