import { Link, Route, Switch } from "wouter";
import { AgentPage } from "./features/agents/agent-page.tsx";
import { AgentsPage } from "./features/agents/agents-page.tsx";
import { AuditPage } from "./features/audit/audit-page.tsx";
import { BatchesPage } from "./features/batches/batches-page.tsx";
import { CandidatesPage } from "./features/candidates/candidates-page.tsx";
import { ChangePage } from "./features/changes/change-page.tsx";
import { ChangesPage } from "./features/changes/changes-page.tsx";
import { HealthPage } from "./features/health/health-page.tsx";
import { HomePage } from "./features/home/home-page.tsx";
import { OrdersPage } from "./features/orders/orders-page.tsx";
import { PolicyPage } from "./features/policy/policy-page.tsx";
import { ProposalsPage } from "./features/proposals/proposals-page.tsx";
import { PurchasePage } from "./features/purchases/purchase-page.tsx";
import { PurchasesPage } from "./features/purchases/purchases-page.tsx";
import { RiskPage } from "./features/risk/risk-page.tsx";
import { RunbookPage } from "./features/runbooks/runbook-page.tsx";
import { RunPage } from "./features/runs/run-page.tsx";
import { RunsPage } from "./features/runs/runs-page.tsx";
import { SecurityPage } from "./features/security/security-page.tsx";
import { SessionGate } from "./features/session/session-gate.tsx";
import { StorePage } from "./features/store/store-page.tsx";
import { LiveProvider } from "./live/live-provider.tsx";
import { Shell } from "./shell/shell.tsx";
import { Notices } from "./ui/notices.tsx";
import { PageHead } from "./ui/page-head.tsx";

export function App() {
  return (
    <SessionGate>
      <LiveProvider>
        <Notices>
          <Shell>
            <Pages />
          </Shell>
        </Notices>
      </LiveProvider>
    </SessionGate>
  );
}

function Pages() {
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
