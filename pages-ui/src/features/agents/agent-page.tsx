import { Loaded } from "../../ui/loaded.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { BacktestSection } from "../backtests/components/backtest-section.tsx";
import { AccuracySection } from "../forecasts/components/accuracy-section.tsx";
import { type AgentDetail, useAgent } from "./api.ts";
import { AgentKinds } from "./components/agent-kinds.tsx";
import { AgentRhythm } from "./components/agent-rhythm.tsx";
import { ConnectionList } from "./components/connection-list.tsx";
import { ModeSwitch } from "./components/mode-switch.tsx";
import { RunNow } from "./components/run-now.tsx";
import { SettingsForm } from "./components/settings-form.tsx";
import { TickTable } from "./components/tick-table.tsx";
import { shortName, standing } from "./standing.ts";

export function AgentPage({ id }: { id: string }) {
  const query = useAgent(id);
  const name = query.data ? shortName(query.data.description.name) : "Agent";
  return (
    <>
      <PageHead
        tab={name}
        back={{ href: "/agents", name: "Agents" }}
        title={query.data ? headline(name, query.data) : name}
        sub={query.data?.description.summary}
      >
        {query.data && <RunNow agent={id} view={query.data.view} />}
      </PageHead>
      <Loaded query={query} rows={8}>
        {(detail) => (
          <div className="two">
            <div className="stack">
              <ModeSwitch agent={id} view={detail.view} />
              {detail.description.backtest && <BacktestSection agent={id} />}
              {detail.description.capabilities.includes("demand-forecast") && <AccuracySection />}
              <section>
                <h2>Ticks: each time a run was due or asked for</h2>
                <TickTable agent={id} />
              </section>
              <section>
                <h2>Settings</h2>
                <SettingsForm key={detail.view.settingsVersion} agent={id} detail={detail} />
              </section>
            </div>
            <aside>
              <AgentRhythm detail={detail} />
              <ConnectionList health={detail.health} />
              <AgentKinds description={detail.description} />
            </aside>
          </div>
        )}
      </Loaded>
    </>
  );
}

function headline(name: string, { description, view, health }: AgentDetail): string {
  const { word } = standing({ id: description.id, name, summary: "", view, health, error: null });
  const may: Record<typeof view.mode, string> = {
    paused: "does nothing until it is resumed",
    shadow: "records what it would do",
    approve: "asks before it changes anything",
    auto: "does what the policy lets through",
  };
  return `${name} is ${word} and ${may[view.mode]}.`;
}
