import { env } from "cloudflare:workers";
import { expect } from "vitest";
import type { OrderStanding } from "#schemas/api/orders.ts";
import { door } from "#workers/control/door.fixture.ts";
import type { OrderRig } from "./order-rig.ts";
import type { SupplierDouble } from "./supplier-double.ts";

/**
 * Where every unit of every order is. What suppliers and the store hold is asked of them; what a person is shown is read as
 * the dashboard reads it, by `orders.list`. What fits nowhere is `wrong`, each with its order's history.
 */
export interface OrderAccount {
  /** Ordered once; in a question or a proposal a person is shown; left, with a reason a person is shown. */
  units: { once: number; question: number; proposal: number; told: number };
  /** Marked as sent once in the store; or a person is shown that it is for them to mark. */
  parcels: { marked: number; withPerson: number };
  /** Actions that something is still to be done about by itself. */
  moving: number;
  wrong: string[];
}

type Row = Record<string, unknown>;
type Line = { id: string; order_id: string; quantity: number };
type Payload = { supplier: string; lines: { lineId: string; quantity: number }[] };
type Units = Map<string, number>;

const mustLook = /a person must look/;
/** States that say of themselves that a person has to do something. */
const stopped = new Set(["held", "stopped"]);
const mostHistories = 3;

export async function accountForOrders(
  rig: OrderRig,
  orders: readonly string[],
  doubles: readonly SupplierDouble[],
): Promise<OrderAccount> {
  const rows = await rig.actions();
  const effects = await rig.effects();
  const standings = new Map((await standingsOf("all")).map((each) => [each.orderId, each]));
  const byOrder = Map.groupBy(rows, ({ target }) => String(target).split(" ")[0] ?? "");
  const lines = await linesOf(orders);
  const account: OrderAccount = {
    units: { once: 0, question: 0, proposal: 0, told: 0 },
    parcels: { marked: 0, withPerson: 0 },
    moving: rows.filter(moves).length,
    wrong: [],
  };
  const marks = new Map<string, number>();
  for (const { kind, to } of effects)
    for (const { number } of kind === "fulfillment" ? (to as { tracking: { number: string }[] }).tracking : [])
      marks.set(number, (marks.get(number) ?? 0) + 1);
  for (const order of orders) {
    const about = { standing: standings.get(order), actions: byOrder.get(order) ?? [], lines: lines.get(order) ?? [] };
    const faults = bookOrder(account, about, doubles, marks);
    if (faults.length === 0) continue;
    const past = account.wrong.length < mostHistories ? await history(order, about.standing, about.actions) : "";
    account.wrong.push(`${order}: ${faults.join("; ")}${past}`);
  }
  for (const [number, times] of marks)
    account.wrong.push(`${number} is marked as sent ${times} times, and nobody ordered it`);
  const mails = effects.filter(({ kind }) => kind === "notification").length;
  if (mails !== account.parcels.marked)
    account.wrong.push(`${mails} mails to buyers for ${account.parcels.marked} parcels marked as sent`);
  return account;
}

/** All pages of `orders.list`. */
export async function standingsOf(show: "all" | "attention"): Promise<OrderStanding[]> {
  const { call } = door();
  const found: OrderStanding[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const after: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const response = await call("GET", `/v1/orders?show=${show}&limit=200${after}`);
    expect(response.status).toBe(200);
    const page = (await response.json()) as { items: OrderStanding[]; nextCursor: string | null };
    found.push(...page.items);
    cursor = page.nextCursor;
  }
  return found;
}

function moves({ status, status_reason }: Row): boolean {
  if (status === "unknown") return !mustLook.test(String(status_reason));
  return ["approved", "scheduled", "applying", "reverting"].includes(String(status));
}

/** Enters one order's units and parcels, takes its parcels out of `marks`, and answers what does not add up. */
function bookOrder(
  account: OrderAccount,
  { standing, actions, lines }: { standing: OrderStanding | undefined; actions: Row[]; lines: Line[] },
  doubles: readonly SupplierDouble[],
  marks: Map<string, number>,
): string[] {
  const faults: string[] = [];
  const shown = new Set(standing?.waiting.map(({ id }) => id));
  const isTold = standing !== undefined && (standing.attention !== null || stopped.has(standing.state));
  const [once, question, proposal]: [Units, Units, Units] = [new Map(), new Map(), new Map()];
  for (const row of actions.filter(({ kind }) => String(kind).startsWith("supplier.order"))) {
    const payload = JSON.parse(String(row.payload)) as Payload;
    const id = String(row.id);
    const times = doubles.find(({ supplier }) => supplier.id === payload.supplier)?.placed.get(id)?.length ?? 0;
    const what = `${row.kind} ${id} is ${row.status}, and ${payload.supplier} has it ${times} times`;
    const asks = row.status === "proposed" || (row.status === "unknown" && mustLook.test(String(row.status_reason)));
    if (asks && !shown.has(id)) faults.push(`${what}: orders.list does not show it`);
    if (row.status === "unknown" && asks) {
      add(question, payload, 1);
      if (times > 1 || row.kind !== "supplier.order-once") faults.push(what);
      continue;
    }
    if (times !== (row.status === "applied" ? 1 : 0) && !moves(row)) faults.push(what);
    if (times > 1) faults.push(what);
    if (row.status === "proposed") add(proposal, payload, 1);
    add(once, payload, times);
    if (times !== 1) continue;
    const marked = marks.get(`T-${id}`) ?? 0;
    marks.delete(`T-${id}`);
    // Of a supplier nobody can ask there is no number: the order says that a person has to enter it.
    const byHand = row.kind === "supplier.order-once" && /cannot be asked/.test(standing?.reason ?? "");
    const asked = actions.some(({ id: mark, target }) => shown.has(String(mark)) && String(target).endsWith(id));
    if (marked === 1) account.parcels.marked += 1;
    else if (marked === 0 && (byHand || asked || isTold || (shown.size > 0 && row.kind === "supplier.order-once")))
      account.parcels.withPerson += 1;
    else faults.push(`its parcel ${id} is marked as sent ${marked} times, and nobody is told`);
  }
  for (const { id, quantity } of lines) {
    const [sure, maybe, asked] = [once.get(id) ?? 0, question.get(id) ?? 0, proposal.get(id) ?? 0];
    const left = quantity - sure - maybe - asked;
    if (left < 0) faults.push(`of ${quantity} units of ${id} ${sure} were ordered, and ${maybe + asked} may be`);
    if (left > 0 && !isTold) faults.push(`${left} of ${quantity} units of ${id} are nowhere, and nobody is told`);
    account.units.once += sure;
    account.units.question += maybe;
    account.units.proposal += asked;
    account.units.told += isTold ? Math.max(0, left) : 0;
  }
  return faults;
}

function add(into: Units, { lines }: Payload, times: number): void {
  for (const { lineId, quantity } of lines) into.set(lineId, (into.get(lineId) ?? 0) + times * quantity);
}

async function linesOf(orders: readonly string[]): Promise<Map<string, Line[]>> {
  const { results } = await env.DB.prepare(
    "SELECT id, order_id, quantity FROM order_lines WHERE order_id IN (SELECT value FROM json_each(?1))",
  )
    .bind(JSON.stringify(orders))
    .all<Line>();
  return Map.groupBy(results, ({ order_id }) => order_id);
}

/** All that is known of an order, so that a failure explains itself. */
async function history(order: string, standing: OrderStanding | undefined, actions: Row[]): Promise<string> {
  const [row, past, parcels] = await env.DB.batch<Row>([
    env.DB.prepare("SELECT * FROM fulfilments WHERE order_id = ?1").bind(order),
    env.DB.prepare("SELECT state, lane, since, until FROM fulfilment_states WHERE order_id = ?1 ORDER BY since").bind(
      order,
    ),
    env.DB.prepare("SELECT * FROM shipments WHERE order_id = ?1").bind(order),
  ]);
  const about = { standing, row: row?.results[0], past: past?.results, parcels: parcels?.results };
  return `\n  ${[about, ...actions].map((each) => JSON.stringify(each)).join("\n  ")}\n`;
}
