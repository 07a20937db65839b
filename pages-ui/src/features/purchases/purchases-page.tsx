import { Link } from "wouter";
import { useHeldList } from "../../lib/use-held-list.ts";
import { Empty } from "../../ui/empty.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { MoreButton } from "../../ui/more-button.tsx";
import { NewRowsPill } from "../../ui/new-rows-pill.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { type Purchase, usePurchases } from "./api.ts";
import { PurchaseCard } from "./components/purchase-card.tsx";
import { purchasesSentence } from "./purchase-words.ts";

export function PurchasesPage() {
  const query = usePurchases();
  const purchases = query.data?.pages.flatMap((page) => page.items);
  const { shown, fresh, letIn } = useHeldList("", purchases, (purchase: Purchase) => purchase.id);
  return (
    <>
      <PageHead
        tab="Purchases"
        title={purchases ? purchasesSentence(purchases) : "Purchases"}
        sub="Shopify keeps no purchase orders, so these live here. Each is mailed at your word, or ordered by you; from its draft on its units count as coming."
      />
      <NewRowsPill count={fresh.length} one="purchase" onPress={letIn} />
      <Loaded query={query} rows={3} tall>
        {() =>
          shown.length === 0 ? (
            <Empty title="No purchase has been drafted yet.">
              <p>
                Approve a reorder among the{" "}
                <Link href="/proposals" className="link">
                  proposals
                </Link>{" "}
                and its draft appears here, to mail, print or save for the supplier.
              </p>
            </Empty>
          ) : (
            <div className="cards">
              <h2 className="sr-only">Purchases, newest first</h2>
              {shown.map((purchase) => (
                <PurchaseCard key={purchase.id} purchase={purchase} />
              ))}
            </div>
          )
        }
      </Loaded>
      <MoreButton query={query} />
    </>
  );
}
