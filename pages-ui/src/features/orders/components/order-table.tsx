import { Link } from "wouter";
import { money } from "../../../lib/format/money.ts";
import { percent } from "../../../lib/format/number.ts";
import { Scroll } from "../../../ui/scroll.tsx";
import { Status } from "../../../ui/status.tsx";
import { Relative } from "../../../ui/times.tsx";
import type { Order, Parcel } from "../api.ts";
import { stateWords, waitsForWords } from "../order-words.ts";

/** One row an order: where it stands and why, whose move it is, and its parcels. */
export function OrderTable({ orders }: { orders: Order[] }) {
  return (
    <Scroll label="Orders">
      <table>
        <thead>
          <tr>
            <th>Order</th>
            <th>Where it stands</th>
            <th className="wide-only">Parcels</th>
            <th className="wide-only">Waits for</th>
            <th className="num wide-only">Total</th>
            <th className="num">Since</th>
          </tr>
        </thead>
        <tbody>
          {orders.map((order) => (
            <Row key={order.orderId} order={order} />
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Row({ order }: { order: Order }) {
  const { name, state, reason, waitsFor, attention, parcels, waiting, riskLevel, riskScore, since, dueAt } = order;
  const { tone, word } = stateWords[state] ?? { tone: "none" as const, word: state };
  const risky = state !== "held" && riskLevel !== null && riskLevel !== "low" && riskScore !== null;
  return (
    <tr>
      <td className="nowrap">{name}</td>
      <td>
        <Status tone={attention ? "warn" : tone}>{word}</Status>
        <div className="quiet">{reason}</div>
        {attention && <div className="text-warn">{attention}</div>}
        {risky && <div className="quiet">{percent(riskScore)} probability of fraud</div>}
        {waiting.map(({ id, title }) => (
          <div key={id}>
            <Link href={`/changes/${id}`} className="link">
              {title}
            </Link>{" "}
            waits for you
          </div>
        ))}
      </td>
      <td className="wide-only">
        {parcels.map((parcel) => (
          <ParcelLine key={parcel.id} parcel={parcel} />
        ))}
        {parcels.length === 0 && <span className="quiet">none yet</span>}
      </td>
      <td className="wide-only quiet">{waitsForWords[waitsFor] ?? waitsFor}</td>
      <td className="num wide-only">{money(order.totalMinor, order.currency)}</td>
      <td className="num">
        <Relative at={since} />
        {dueAt !== null && (
          <div className="quiet">
            due <Relative at={dueAt} />
          </div>
        )}
      </td>
    </tr>
  );
}

function ParcelLine({ parcel: { supplier, trackingNumber, carrier, status, deliveredAt } }: { parcel: Parcel }) {
  const where = deliveredAt !== null ? "arrived" : status === "" ? "ordered" : status.toLowerCase();
  return (
    <div>
      {supplier}: <span className="quiet">{where}</span>
      {trackingNumber && (
        <div className="quiet nowrap">
          {carrier ? `${carrier} ` : ""}
          {trackingNumber}
        </div>
      )}
    </div>
  );
}
