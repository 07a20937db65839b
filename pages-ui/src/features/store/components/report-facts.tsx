import type { Report } from "../api.ts";
import { foundRows } from "../sentences.ts";

/** What the import brought. */
export function ReportFacts({ report }: { report: Report }) {
  return (
    <section>
      <h2>Found</h2>
      <dl className="facts">
        {foundRows(report).map(([name, value]) => (
          <div key={name} style={{ display: "contents" }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
