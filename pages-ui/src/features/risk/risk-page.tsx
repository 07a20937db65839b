import { useHeldList } from "../../lib/use-held-list.ts";
import { useSearchFilter } from "../../lib/use-search-filter.ts";
import { Empty } from "../../ui/empty.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { MoreButton } from "../../ui/more-button.tsx";
import { NewRowsPill } from "../../ui/new-rows-pill.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { type RiskOrder, useRiskOrders } from "./api.ts";
import { Quality } from "./components/quality.tsx";
import { RiskTable } from "./components/risk-table.tsx";
import { riskSentence } from "./risk-words.ts";

export function RiskPage() {
  const [filter, setFilter] = useSearchFilter();
  const all = filter.get("show") === "all";
  const query = useRiskOrders(all);
  const orders = query.data?.pages.flatMap((page) => page.items);
  const { shown, fresh, letIn } = useHeldList(String(all), orders, ({ order }: RiskOrder) => order);
  return (
    <>
      <PageHead
        tab="Risk"
        title={orders ? riskSentence(orders, query.hasNextPage, all) : "Risk"}
        sub="Orders where a look is expected to save more than it costs. Your verdict teaches the score; nothing is refused without you."
      />
      <div className="two wide-table">
        <div>
          <div className="filters">
            <label>
              <input type="checkbox" checked={all} onChange={() => setFilter("show", all ? "" : "all")} />
              all orders
            </label>
          </div>
          <NewRowsPill count={fresh.length} one="order" onPress={letIn} />
          <Loaded query={query} rows={8}>
            {() =>
              shown.length > 0 ? (
                <RiskTable orders={shown} />
              ) : (
                <Empty title={all ? "No order is scored yet." : "No order is worth the time of a look."}>
                  The security agent scores each order within minutes of its payment.
                </Empty>
              )
            }
          </Loaded>
          <MoreButton query={query} name="Show more" />
        </div>
        <aside>
          <Quality />
        </aside>
      </div>
    </>
  );
}
