import { count, inWords, plural, sentence } from "../../lib/format/number.ts";
import { useSearchFilter } from "../../lib/use-search-filter.ts";
import { Empty } from "../../ui/empty.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { useAgentName } from "../agents/use-agent-name.ts";
import { type Cards, useCards } from "./api.ts";
import { CardList } from "./components/card-list.tsx";
import { NothingWaits } from "./components/nothing-waits.tsx";

export function ProposalsPage() {
  const query = useCards();
  const nameOf = useAgentName();
  const [filter, setFilter] = useSearchFilter();
  const agent = filter.get("agent") ?? "";
  const asking = [...new Set(query.data?.items.map((card) => card.agent))];
  return (
    <>
      <PageHead
        tab="Proposals"
        badge={query.data?.items.length}
        title={headline(query.data)}
        sub={subline(query.data)}
      />
      {(asking.length > 1 || agent) && (
        <div className="filters">
          <label>
            Agent
            <select value={agent} onChange={(event) => setFilter("agent", event.target.value)}>
              <option value="">all</option>
              {asking.map((id) => (
                <option key={id} value={id}>
                  {nameOf(id)}
                </option>
              ))}
            </select>
          </label>
        </div>
      )}
      <Loaded query={query} rows={3} tall>
        {({ items }) => {
          const cards = agent ? items.filter((card) => card.agent === agent) : items;
          if (cards.length > 0)
            return (
              <>
                <h2 className="sr-only">Waiting for you</h2>
                <CardList cards={cards} scope={agent} />
              </>
            );
          return agent ? <Empty title="This agent has no proposals." /> : <NothingWaits />;
        }}
      </Loaded>
    </>
  );
}

function headline(cards: Cards | undefined): string {
  if (!cards) return "Proposals";
  const { length } = cards.items;
  if (length === 0) return "Nothing waits for you.";
  return `${sentence(inWords(length))} ${length === 1 ? "proposal waits" : "proposals wait"} for you.`;
}

function subline(cards: Cards | undefined): string {
  if (!cards || cards.items.length === 0) return "";
  const rows = cards.items.reduce((total, card) => total + card.count, 0);
  const held = cards.waiting.actions > 0 ? ` ${count(cards.waiting.actions)} more are held back for another day.` : "";
  return `${plural(rows, "change")} in all. The best come first.${held}`;
}
