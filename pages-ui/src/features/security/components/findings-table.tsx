import { useState } from "react";
import { Dialog } from "../../../ui/dialog.tsx";
import { ProblemNote } from "../../../ui/problem-note.tsx";
import { Scroll } from "../../../ui/scroll.tsx";
import { Status } from "../../../ui/status.tsx";
import { Relative } from "../../../ui/times.tsx";
import { type Finding, useAccept } from "../api.ts";
import { checkWords, detailWords, isOpen, severityTone } from "../security-words.ts";

/** What is wrong, how bad it is and since when; a person may take it as it is. */
export function FindingsTable({ findings }: { findings: readonly Finding[] }) {
  const [asked, setAsked] = useState<Finding | null>(null);
  return (
    <>
      <Scroll label="Security findings">
        <table>
          <thead>
            <tr>
              <th>How bad</th>
              <th>What</th>
              <th className="wide-only">Where</th>
              <th>Since</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {findings.map((finding) => (
              <tr key={finding.id}>
                <td>
                  <Status tone={isOpen(finding) ? severityTone(finding.severity) : "hollow"}>{finding.severity}</Status>
                </td>
                <td>
                  {finding.title}
                  <div className="faint">{detailWords(finding.detail)}</div>
                </td>
                <td className="wide-only">{checkWords(finding.check)}</td>
                <td>
                  <Relative at={finding.firstSeenAt} />
                </td>
                <td>
                  {finding.acceptedAt !== null ? (
                    <span className="faint">accepted</span>
                  ) : (
                    <button type="button" className="btn text" onClick={() => setAsked(finding)}>
                      Accept…
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {asked && <AcceptDialog finding={asked} onClose={() => setAsked(null)} />}
    </>
  );
}

function AcceptDialog({ finding, onClose }: { finding: Finding; onClose: () => void }) {
  const [why, setWhy] = useState("");
  const accept = useAccept();
  return (
    <Dialog title="Take it as it is?" onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          accept.mutate({ finding: finding.id, why }, { onSuccess: onClose });
        }}
      >
        <p>{finding.title}. It stays listed and alarms nobody, until it turns into something else.</p>
        <label>
          Why
          <input value={why} onChange={(event) => setWhy(event.target.value)} required minLength={3} maxLength={300} />
        </label>
        {accept.error && <ProblemNote error={accept.error} />}
        <div className="acts">
          <button type="button" className="btn plain" onClick={onClose}>
            Leave it open
          </button>
          <button type="submit" className="btn" disabled={accept.isPending}>
            Accept
          </button>
        </div>
      </form>
    </Dialog>
  );
}
