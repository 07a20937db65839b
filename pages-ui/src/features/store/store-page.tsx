import { Loaded } from "../../ui/loaded.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { type Report, useReport } from "./api.ts";
import { AccessTable } from "./components/access-table.tsx";
import { ReportFacts } from "./components/report-facts.tsx";
import { TryForm } from "./components/try-form.tsx";
import { storeSentence } from "./sentences.ts";

/** The connected store: what was found, what cannot be known, what each agent may do; and a way to try another. */
export function StorePage() {
  const report = useReport();
  return (
    <>
      <PageHead
        tab="Store"
        title={report.data ? storeSentence(report.data) : "Store"}
        sub="An agent that lacks a scope for what it changes can only be in shadow; Shopify refuses the rest by itself."
      />
      <div className="two">
        <div className="stack">
          <Loaded query={report} rows={6}>
            {(data) => <Standing report={data} />}
          </Loaded>
          <TryForm />
        </div>
        <aside>
          <Loaded query={report} rows={6}>
            {(data) => data.domain !== null && <ReportFacts report={data} />}
          </Loaded>
        </aside>
      </div>
    </>
  );
}

function Standing({ report }: { report: Report }) {
  const { domain, import: job, unknown, agents, begin } = report;
  return (
    <>
      {job.error && <p className="wrong">{job.error}</p>}
      {unknown.length > 0 && (
        <section>
          <h2>What cannot be known</h2>
          {unknown.map(({ code, message }) => (
            <p key={code}>{message}</p>
          ))}
        </section>
      )}
      {/* A wide table scrolls by itself instead of widening the page. */}
      <section style={{ minWidth: 0 }}>
        <h2>{domain === null ? "To begin" : "What agents may do"}</h2>
        {domain !== null && <AccessTable agents={agents} />}
        <p style={{ marginTop: 12 }}>{begin.message}</p>
        <p className="quiet">
          Scopes to begin with: <code style={{ overflowWrap: "anywhere" }}>{begin.readScopes.join(",")}</code>
        </p>
      </section>
    </>
  );
}
