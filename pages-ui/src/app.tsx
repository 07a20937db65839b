import { Suspense, useEffect } from "react";
import { Link, Route, Switch } from "wouter";
import { HomePage } from "./features/home/home-page.tsx";
import { ProposalsPage } from "./features/proposals/proposals-page.tsx";
import { SessionGate } from "./features/session/session-gate.tsx";
import { fetchPages, page } from "./lib/page.ts";
import { LiveProvider } from "./live/live-provider.tsx";
import { Shell } from "./shell/shell.tsx";
import { Bones } from "./ui/bones.tsx";
import { Notices } from "./ui/notices.tsx";
import { PageHead } from "./ui/page-head.tsx";

/** What opens first comes with the app; the other pages come when they are opened, or when nothing else is to do. */
const AgentPage = page(async () => (await import("./features/agents/agent-page.tsx")).AgentPage);
const AgentsPage = page(async () => (await import("./features/agents/agents-page.tsx")).AgentsPage);
const AuditPage = page(async () => (await import("./features/audit/audit-page.tsx")).AuditPage);
const BatchesPage = page(async () => (await import("./features/batches/batches-page.tsx")).BatchesPage);
const CandidatesPage = page(async () => (await import("./features/candidates/candidates-page.tsx")).CandidatesPage);
const ChangePage = page(async () => (await import("./features/changes/change-page.tsx")).ChangePage);
const ChangesPage = page(async () => (await import("./features/changes/changes-page.tsx")).ChangesPage);
const HealthPage = page(async () => (await import("./features/health/health-page.tsx")).HealthPage);
const OrdersPage = page(async () => (await import("./features/orders/orders-page.tsx")).OrdersPage);
const PolicyPage = page(async () => (await import("./features/policy/policy-page.tsx")).PolicyPage);
const PurchasePage = page(async () => (await import("./features/purchases/purchase-page.tsx")).PurchasePage);
const PurchasesPage = page(async () => (await import("./features/purchases/purchases-page.tsx")).PurchasesPage);
const RiskPage = page(async () => (await import("./features/risk/risk-page.tsx")).RiskPage);
const RunbookPage = page(async () => (await import("./features/runbooks/runbook-page.tsx")).RunbookPage);
const RunPage = page(async () => (await import("./features/runs/run-page.tsx")).RunPage);
const RunsPage = page(async () => (await import("./features/runs/runs-page.tsx")).RunsPage);
const SecurityPage = page(async () => (await import("./features/security/security-page.tsx")).SecurityPage);
const StorePage = page(async () => (await import("./features/store/store-page.tsx")).StorePage);

export function App() {
  return (
    <SessionGate>
      <LiveProvider>
        <Notices>
          <Shell>
            <Suspense fallback={<Bones rows={8} />}>
              <Pages />
            </Suspense>
          </Shell>
        </Notices>
      </LiveProvider>
    </SessionGate>
  );
}

/** Until then the page that was opened has the line for itself. */
const fetchAfterMs = 3_000;

function Pages() {
  useEffect(() => {
    const timer = setTimeout(() => void fetchPages(), fetchAfterMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Switch>
      <Route path="/">
        <HomePage />
      </Route>
      <Route path="/proposals">
        <ProposalsPage />
      </Route>
      <Route path="/changes">
        <ChangesPage />
      </Route>
      <Route path="/changes/:id">{({ id }) => <ChangePage key={id} id={id} />}</Route>
      <Route path="/orders">
        <OrdersPage />
      </Route>
      <Route path="/batches">
        <BatchesPage />
      </Route>
      <Route path="/purchases">
        <PurchasesPage />
      </Route>
      <Route path="/purchases/:id">{({ id }) => <PurchasePage key={id} id={id} />}</Route>
      <Route path="/risk">
        <RiskPage />
      </Route>
      <Route path="/candidates">
        <CandidatesPage />
      </Route>
      <Route path="/agents">
        <AgentsPage />
      </Route>
      <Route path="/agents/:id">{({ id }) => <AgentPage key={id} id={id} />}</Route>
      <Route path="/runs">
        <RunsPage />
      </Route>
      <Route path="/runs/:id">{({ id }) => <RunPage key={id} id={id} />}</Route>
      <Route path="/policy">
        <PolicyPage />
      </Route>
      <Route path="/health">
        <HealthPage />
      </Route>
      <Route path="/store">
        <StorePage />
      </Route>
      <Route path="/security">
        <SecurityPage />
      </Route>
      <Route path="/runbooks/:alert">{({ alert }) => <RunbookPage key={alert} alert={alert} />}</Route>
      <Route path="/audit">
        <AuditPage />
      </Route>
      <Route>
        <PageHead
          tab="Not found"
          title="There is no such page."
          sub={
            <Link href="/" className="link">
              Go home
            </Link>
          }
        />
      </Route>
    </Switch>
  );
}
