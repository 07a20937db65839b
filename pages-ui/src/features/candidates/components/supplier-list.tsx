import { connectionName } from "../../../ledger/connection-names.ts";
import { labelOf } from "../../../ledger/values.ts";
import { plural } from "../../../lib/format/number.ts";
import { Status, type Tone } from "../../../ui/status.tsx";
import { Relative } from "../../../ui/times.tsx";
import type { Supplier } from "../api.ts";

const tones: Record<string, Tone> = { ok: "good", "not-configured": "hollow" };

/** How each supplier answered last; one that did not yields no number, never a default. */
export function SupplierList({ suppliers }: { suppliers: readonly Supplier[] }) {
  return (
    <section>
      <h2>Suppliers</h2>
      <ul className="briefs">
        {suppliers.map((supplier) => (
          <li key={supplier.supplier}>
            <Status tone={tones[supplier.status] ?? "bad"}>{connectionName(supplier.supplier)}</Status>
            <span className="quiet">
              {supplier.status === "ok" ? plural(supplier.offers, "offer") : labelOf(supplier.status)}
            </span>
            <small>
              {supplier.status !== "ok" && supplier.detail && `${supplier.detail} · `}
              {supplier.doubtful > 0 && `${plural(supplier.doubtful, "figure")} not believed · `}
              {supplier.evidence} · asked <Relative at={supplier.at} />
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}
