import { Link } from "wouter";
import { useHeldList } from "../../lib/use-held-list.ts";
import { useSearchFilter } from "../../lib/use-search-filter.ts";
import { Empty } from "../../ui/empty.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { MoreButton } from "../../ui/more-button.tsx";
import { NewRowsPill } from "../../ui/new-rows-pill.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { type Order, type Show, shows, useOrders } from "./api.ts";
import { OrderTable } from "./components/order-table.tsx";
import { ordersSentence, showWords } from "./order-words.ts";

export function OrdersPage() {
  const [filter, setFilter] = useSearchFilter();
  const show = shows.find((each) => each === filter.get("show")) ?? "open";
  const query = useOrders(show);
  const orders = query.data?.pages.flatMap((page) => page.items);
  const counts = query.data?.pages[0]?.counts;
  const { shown, fresh, letIn } = useHeldList(show, orders, (order: Order) => order.orderId);
  return (
    <>
      <PageHead
        tab="Orders"
        title={counts ? ordersSentence(counts) : "Orders"}
        sub="Each paid order on its way to the buyer: where it stands, why, and whose move it is. What needs you comes first."
      />
      <div className="filters">
        <label>
          Show{" "}
          <select value={show} onChange={(event) => setFilter("show", event.target.value)}>
            {shows.map((each) => (
              <option key={each} value={each}>
                {showWords[each]}
              </option>
            ))}
          </select>
        </label>
      </div>
      <NewRowsPill count={fresh.length} one="order" onPress={letIn} />
      <Loaded query={query} rows={8} tall>
        {() => (shown.length > 0 ? <OrderTable orders={shown} /> : <NoOrders show={show} />)}
      </Loaded>
      <MoreButton query={query} name="Show more" />
    </>
  );
}

function NoOrders({ show }: { show: Show }) {
  if (show === "attention")
    return (
      <Empty title="No order needs you.">
        Nothing waits for your move, and nothing has stood longer than it should.
      </Empty>
    );
  return (
    <Empty title="No order is on its way.">
      <p>
        Order Fulfillment takes up every paid order within minutes. Which supplier sends what is said by product drafts,
        or with <code>orders.set-sources</code>; what it may do by itself on{" "}
        <Link href="/policy" className="link">
          Policy
        </Link>
        .
      </p>
    </Empty>
  );
}
