import { amount } from "../../../lib/format/money.ts";
import { count } from "../../../lib/format/number.ts";
import { Scroll } from "../../../ui/scroll.tsx";
import type { Purchase } from "../api.ts";

export function PurchaseLines({ purchase: { lines, currency, receipts } }: { purchase: Purchase }) {
  const some = receipts.length > 0;
  return (
    <Scroll label="Rows of the order">
      <table>
        <thead>
          <tr>
            <th className="wide-only">SKU</th>
            <th>Product</th>
            <th className="num">Units</th>
            {some && <th className="num no-print">Arrived</th>}
            <th className="num">Unit cost</th>
            <th className="num wide-only">Together</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.variantId}>
              <td className="wide-only quiet">{line.sku}</td>
              <td>{line.title}</td>
              <td className="num">{count(line.quantity)}</td>
              {some && <td className="num no-print">{count(line.received)}</td>}
              <td className="num">
                {line.unitCostMinor === null ? "not known" : amount(line.unitCostMinor, currency)}
              </td>
              <td className="num wide-only">
                {line.unitCostMinor !== null && amount(line.quantity * line.unitCostMinor, currency)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
