import { Link } from "wouter";
import { ChangeText } from "../../ledger/change-cell.tsx";
import { claim, gainPer, kindName } from "../../ledger/claim.ts";
import { originOf, otherOrigins } from "../../ledger/figures.ts";
import { plainText } from "../../ledger/plain-text.ts";
import { numbersIn, readReasons } from "../../ledger/reasons.ts";
import { statusWords } from "../../ledger/status-words.ts";
import { changesOf, figureText, labelOf } from "../../ledger/values.ts";
import { money } from "../../lib/format/money.ts";
import { movePercent, percent, sentence } from "../../lib/format/number.ts";
import { Actor } from "../../ui/actor.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { Mark } from "../../ui/mark.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Status } from "../../ui/status.tsx";
import { When } from "../../ui/times.tsx";
import { useAgentName } from "../agents/use-agent-name.ts";
import { deedWords } from "../audit/deed-words.ts";
import { type ActionDetail, useChange, useChangeAudit } from "./api.ts";
import { UndoButton } from "./components/undo-button.tsx";
import { stepsOf } from "./steps.ts";

export function ChangePage({ id }: { id: string }) {
  const query = useChange(id);
  const action = query.data;
  return (
    <>
      <PageHead
        tab={action?.title ?? "Change"}
        back={{ href: "/changes", name: "Changes" }}
        title={action ? `${claim({ ...action, count: 1 })}.` : "Change"}
        sub={action && statusWords(action.status).means}
      >
        {action?.status === "proposed" && (
          <Link href="/proposals" className="btn">
            Decide with its group
          </Link>
        )}
        {action && <UndoButton action={action} plain={false} />}
      </PageHead>
      <Loaded query={query} rows={8}>
        {(found) => <Change action={found} />}
      </Loaded>
    </>
  );
}

function Change({ action }: { action: ActionDetail }) {
  const audit = useChangeAudit(action.id);
  const agentName = useAgentName()(action.agent);
  const why = action.error ?? action.statusReason;
  const reasons = readReasons(action.reasons);
  const figures = numbersIn(action.figures);
  const others = otherOrigins([action]);
  const { tone, word } = statusWords(action.status);
  const verdict = typeof action.verdict.reason === "string" ? action.verdict.reason : null;
  return (
    <div className="two">
      <div className="stack">
        <section>
          <h2>What changes</h2>
          <dl className="facts">
            <dt>State</dt>
            <dd>
              <Status tone={tone}>{word}</Status>
              {why && <span className={action.error ? "text-bad" : "quiet"}> · {plainText(why, action.currency)}</span>}
            </dd>
            <dt>Value</dt>
            <dd>
              <ChangeText changes={changesOf(action.before, action.after, action.currency, action.title)} />
              {action.movePercent !== null && <span className="faint"> {movePercent(action.movePercent)}</span>}
            </dd>
            <dt>Expected gain</dt>
            <dd>
              {money(action.impactMinor, action.currency, { signed: true })}
              {gainPer(action.kind)}
              <span className="faint"> · the agent is {percent(action.confidence)} sure</span>
            </dd>
            <dt>Money at stake</dt>
            <dd>{money(action.moneyMinor, action.currency)}</dd>
            {verdict && (
              <>
                <dt>Why you were asked</dt>
                <dd>{verdict}</dd>
              </>
            )}
          </dl>
        </section>
        <section>
          <h2>Why</h2>
          {reasons.map(({ text }) => (
            <p key={text}>{text}</p>
          ))}
          {reasons.length === 0 && <p className="quiet">The agent gave no reason.</p>}
          {others.length > 0 && (
            <p className="why">
              {others.map(([origin, names]) => (
                <span key={origin}>
                  {names.map(labelOf).join(", ")} <Mark provenance={origin} />
                </span>
              ))}
            </p>
          )}
          {figures.length > 0 && (
            <dl className="figures" style={{ marginTop: 12 }}>
              {figures.map(([name, value]) => (
                <div key={name}>
                  <dt>{labelOf(name)}</dt>
                  <dd>
                    {figureText(name, value, action.currency)} <Origin name={name} provenance={action.provenance} />
                  </dd>
                </div>
              ))}
            </dl>
          )}
        </section>
        <section>
          <h2>Details</h2>
          <dl className="facts">
            <dt>Kind</dt>
            <dd>
              {sentence(kindName(action.kind))},{" "}
              {action.effect === "absolute" ? "sets a value" : "changes a value by an amount"}
            </dd>
            <dt>Target</dt>
            <dd>
              <code>{action.target}</code>
            </dd>
            <dt>Run</dt>
            <dd>
              <Link href={`/runs/${action.runId}`} className="link">
                {agentName}
              </Link>
            </dd>
            <dt>Attempts</dt>
            <dd>{action.attempts}</dd>
            <dt>Action</dt>
            <dd>
              <code>{action.id}</code>
            </dd>
            {action.idempotencyKey && (
              <>
                <dt>Vendor key</dt>
                <dd>
                  <code>{action.idempotencyKey}</code>
                </dd>
              </>
            )}
          </dl>
        </section>
      </div>
      <aside>
        <section>
          <h2>What happened</h2>
          <ol className="steps">
            {stepsOf(action, agentName).map((step) => (
              <li key={`${step.at} ${step.text}`} className={step.tone}>
                <When at={step.at} />
                <span>
                  {step.text}
                  {step.by && (
                    <span className="faint">
                      {" "}
                      · <Actor id={step.by} />
                    </span>
                  )}
                </span>
              </li>
            ))}
          </ol>
        </section>
        {(audit.data?.items.length ?? 0) > 0 && (
          <section>
            <h2>In the audit</h2>
            <ul className="briefs">
              {audit.data?.items.map((row) => (
                <li key={row.id}>
                  {sentence(deedWords(row.operation))}
                  <When at={row.at} />
                  <small>
                    <Actor id={row.actor} />
                  </small>
                </li>
              ))}
            </ul>
          </section>
        )}
      </aside>
    </div>
  );
}

function Origin({ name, provenance }: { name: string; provenance: ActionDetail["provenance"] }) {
  const origin = originOf(name, provenance);
  return origin && <Mark provenance={origin} />;
}
