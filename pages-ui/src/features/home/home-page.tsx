import { gainPer } from "../../ledger/claim.ts";
import { money } from "../../lib/format/money.ts";
import { count, inWords, sentence } from "../../lib/format/number.ts";
import { until } from "../../lib/format/time.ts";
import { useShopNow } from "../../lib/shop-clock.ts";
import { Loaded } from "../../ui/loaded.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { useAgents } from "../agents/api.ts";
import { EarnedLimits } from "../autonomy/earned-limits.tsx";
import { useMoving } from "../changes/use-motion.ts";
import { useEmergency } from "../emergency/api.ts";
import { useOrdersAttention } from "../orders/api.ts";
import { CardList } from "../proposals/components/card-list.tsx";
import { NothingWaits } from "../proposals/components/nothing-waits.tsx";
import { useImports, useShop } from "../shop/api.ts";
import { AgentBriefs } from "./components/agent-briefs.tsx";
import { ConnectSteps } from "./components/connect-steps.tsx";
import { ImportNote } from "./components/import-note.tsx";
import { Notes } from "./components/notes.tsx";
import { Questions } from "./components/questions.tsx";
import { SinceLog } from "./components/since-log.tsx";
import { homeSentence, type StoreStage } from "./sentences.ts";
import { useNeeds } from "./use-needs.ts";
import { useSince } from "./use-since.ts";

export function HomePage() {
  const { cards, questions, count: needs } = useNeeds();
  const since = useSince();
  const shop = useShop().data;
  const importing = useImports().data?.items.some((job) => job.finishedAt === null) ?? false;
  const stage: StoreStage = importing ? "importing" : shop && shop.shop === null ? "none" : "read";
  return (
    <>
      <PageHead
        tab="Home"
        badge={needs}
        title={homeSentence(needs, since, stage)}
        sub={stage === "none" ? "Until then agents have nothing to look at." : <Outlook />}
      />
      <div className="two">
        <section>
          <h2 style={{ marginBottom: 8 }}>
            {needs ? "Needs you" : stage === "importing" ? "First import" : stage === "none" ? "To begin" : "Needs you"}
          </h2>
          {stage === "none" && <ConnectSteps />}
          <ImportNote />
          <Questions actions={questions} />
          <EarnedLimits />
          <Loaded query={cards} rows={2} tall>
            {({ items }) =>
              items.length > 0 ? (
                <CardList cards={items} scope="" />
              ) : (
                questions.length === 0 && stage === "read" && <NothingWaits />
              )
            }
          </Loaded>
        </section>
        <aside>
          <AgentBriefs />
          <Notes />
          <SinceLog />
        </aside>
      </div>
    </>
  );
}

/** What the changes should bring, what is held back, and when something happens next. */
function Outlook() {
  const now = useShopNow(15);
  const since = useSince();
  const agents = useAgents().data?.items ?? [];
  const held = useNeeds().cards.data?.waiting.actions ?? 0;
  const orders = useOrdersAttention();
  const moving = useMoving();
  const stopped = useEmergency().data?.stopped ?? false;
  const next = agents.flatMap(({ view }) =>
    view?.nextDueAt && view.mode !== "paused" && !stopped ? view.nextDueAt : [],
  );
  const parts = [
    // Gains per week and gains once cannot be added up.
    since?.currency && since.kinds.length === 1
      ? `By the agents’ estimate they bring ${money(since.impactMinor, since.currency, { signed: true, rough: true })}${gainPer(since.kinds[0] ?? "")}.`
      : null,
    orders > 0 ? `${sentence(inWords(orders))} ${orders === 1 ? "order waits" : "orders wait"} for your move.` : null,
    moving ? "What was approved is on its way to the shop." : null,
    held > 0 ? `${count(held)} more proposals are held back for another day.` : null,
    agents.some(({ view }) => view?.live) ? "A run is under way." : null,
    stopped ? "Nothing runs, and nothing you approve is sent, until the stop is released." : null,
    next.length > 0 ? `Next run ${until(Math.min(...next), now)}.` : null,
  ];
  return parts.filter(Boolean).join(" ");
}
