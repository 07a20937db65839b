import { Loaded } from "../../ui/loaded.tsx";
import { Mark } from "../../ui/mark.tsx";
import { useSay } from "../../ui/notices.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { useShop } from "../shop/api.ts";
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
        sub={
          report.data?.domain === null
            ? "Begin with read scopes: every agent then watches in shadow and can change nothing."
            : "An agent that lacks a scope for what it changes can only be in shadow; Shopify refuses the rest by itself."
        }
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
      {domain !== null && job.status === "done" && <Unknown unknown={unknown} />}
      {/* A wide table scrolls by itself instead of widening the page. */}
      <section style={{ minWidth: 0 }}>
        {domain !== null && (
          <>
            <h2>What agents may do</h2>
            <AccessTable agents={agents} />
          </>
        )}
        <Begin begin={begin} open={domain === null} />
      </section>
    </>
  );
}

/** What is missing, what follows from it and what to do; that nothing is missing is worth a line, too. */
function Unknown({ unknown }: Pick<Report, "unknown">) {
  const sandbox = useShop().data?.shop?.sandbox ?? false;
  return (
    <section>
      <h2>What cannot be known</h2>
      {unknown.length === 0 ? (
        <p>Nothing that the agents ask of the store is missing.</p>
      ) : (
        <ul className="dotted">
          {unknown.map(({ code, message }) => (
            <li key={code}>{message}</li>
          ))}
        </ul>
      )}
      {sandbox && (
        <p className="quiet">
          This is the sandbox: its orders, products and prices are a real shop’s year; its costs, stock, lead times and
          people are <Mark provenance="generated" />.
        </p>
      )}
    </section>
  );
}

/** How to begin with read scopes alone; with a store connected that is to look up, not to read each time. */
function Begin({ begin, open }: Pick<Report, "begin"> & { open: boolean }) {
  const scopes = begin.readScopes.join(",");
  const say = useSay();
  const copy = () =>
    navigator.clipboard.writeText(scopes).then(
      () => say("Scopes copied."),
      () => say("The browser does not allow copying: select them by hand.", { lasting: true }),
    );
  return (
    <details className="more-of" open={open} style={{ marginTop: open ? 0 : 12 }}>
      <summary>Scopes to begin with</summary>
      <p>{begin.message}</p>
      <p>
        <code>{begin.readScopes.join(", ")}</code>{" "}
        <button type="button" className="btn plain" onClick={copy}>
          Copy
        </button>
      </p>
    </details>
  );
}
