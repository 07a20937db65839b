import { type FormEvent, useState } from "react";
import { messageOf } from "../../../lib/api/api-error.ts";
import { count, plural } from "../../../lib/format/number.ts";
import { useRefusal } from "../../../lib/session/session-context.ts";
import { useSay } from "../../../ui/notices.tsx";
import { Scroll } from "../../../ui/scroll.tsx";
import { type Purchase, usePurchaseWrite } from "../api.ts";

/** What came of each row, as a person counts it off; the same delivery noted twice changes nothing. */
export function ReceiveForm({ purchase }: { purchase: Purchase }) {
  const receive = usePurchaseWrite("purchases.receive");
  const refusal = useRefusal("operator");
  const say = useSay();
  const open = purchase.lines.filter((line) => line.received < line.quantity);
  const [came, setCame] = useState<Record<string, number>>({});
  // Of one form, so that a second press of the button is the same delivery.
  const [unnamed] = useState(() => `form-${crypto.randomUUID().slice(0, 8)}`);
  const [name, setName] = useState("");
  const several = purchase.locations.length > 1;
  const [place, setPlace] = useState("");
  const lines = open.flatMap(({ variantId }) => {
    const units = came[variantId] ?? 0;
    return units > 0 ? [{ variantId, units }] : [];
  });
  const units = lines.reduce((total, line) => total + line.units, 0);
  const setAll = () => setCame(Object.fromEntries(open.map((line) => [line.variantId, line.quantity - line.received])));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const receipt = name.trim().replaceAll(/[^\w./-]+/g, "-") || unnamed;
    receive.mutateAsync({ purchase: purchase.id, lines, receipt, locationId: place === "" ? undefined : place }).then(
      () => say(`${plural(units, "unit")} noted; the correction of the shop's stock follows as a proposal.`),
      (error: unknown) => say(messageOf(error), { lasting: true }),
    );
  };
  return (
    <form onSubmit={submit}>
      <Scroll label="What arrived of each row">
        <table>
          <thead>
            <tr>
              <th>Product</th>
              <th className="num">Open</th>
              <th className="num">Arrived now</th>
            </tr>
          </thead>
          <tbody>
            {open.map(({ variantId, title, quantity, received }) => (
              <tr key={variantId}>
                <td>{title}</td>
                <td className="num">{count(quantity - received)}</td>
                <td className="num">
                  <input
                    type="number"
                    className="units"
                    aria-label={`Units of ${title} that arrived now`}
                    min={0}
                    max={quantity - received}
                    step={1}
                    disabled={refusal !== null}
                    value={came[variantId] ?? ""}
                    onChange={({ target }) => setCame({ ...came, [variantId]: target.valueAsNumber || 0 })}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <div className="do" style={{ marginTop: 12 }} title={refusal ?? undefined}>
        <button
          type="submit"
          className="btn primary"
          disabled={refusal !== null || units === 0 || receive.isPending || (several && place === "")}
        >
          {units === 0 ? "Note what arrived" : `Note ${plural(units, "unit")} as arrived`}
        </button>
        <button type="button" className="btn" disabled={refusal !== null} onClick={setAll}>
          All of it
        </button>
        {several && (
          <label className="quiet">
            Into{" "}
            <select value={place} onChange={({ target }) => setPlace(target.value)}>
              <option value="">which location?</option>
              {purchase.locations.map((location) => (
                <option key={location.id} value={location.id}>
                  {location.name}
                </option>
              ))}
            </select>
          </label>
        )}
        <label className="quiet">
          Delivery note{" "}
          <input
            type="text"
            value={name}
            maxLength={60}
            placeholder="optional"
            onChange={({ target }) => setName(target.value)}
          />
        </label>
      </div>
    </form>
  );
}
