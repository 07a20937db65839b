import { Empty } from "../../ui/empty.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { useFindings } from "./api.ts";
import { FindingsTable } from "./components/findings-table.tsx";
import { ToldList } from "./components/told-list.tsx";
import { securitySentence } from "./security-words.ts";

export function SecurityPage() {
  const query = useFindings();
  const findings = query.data?.items.filter(({ resolvedAt }) => resolvedAt === null) ?? [];
  return (
    <>
      <PageHead
        tab="Security"
        title={query.data ? securitySentence(query.data.items) : "Security"}
        sub="Who was refused, what the app may do, whether the store still talks to us, how the storefront is locked, and what is known against the packages this runs on."
      />
      <div className="two">
        <div>
          <Loaded query={query} rows={6}>
            {() =>
              findings.length > 0 ? (
                <FindingsTable findings={findings} />
              ) : (
                <Empty title="No finding to fix or to accept.">
                  The security agent looks at the platform every ten minutes, and at what lies outside it every few
                  hours.
                </Empty>
              )
            }
          </Loaded>
        </div>
        <aside>
          <ToldList />
        </aside>
      </div>
    </>
  );
}
