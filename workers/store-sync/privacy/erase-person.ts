import type { PrivacyIdentity } from "#integrations/shopify/privacy.ts";
import { declaredFor, eraseDeclared, readDeclared } from "./declared.ts";
import { readShapes } from "./shapes.ts";
import { countNaming, eraseContacts, eraseNaming, readContacts } from "./sweep.ts";
import { mentions, termsOf } from "./terms.ts";

/** What was done, in numbers alone: the proof names nobody. */
export interface Proof {
  /** Table → rows emptied or removed because their table declared whom they are about. */
  declared: Record<string, number>;
  /** Table → rows out of whose texts a value of the person was taken. */
  values: Record<string, number>;
  orders: number;
  keys: number;
  documents: number;
  /** Tables looked through afterwards, and rows in which the person was still found: must be none. */
  scanned: number;
  remaining: Record<string, number>;
}

/** Never touched: sealed by a chain that would break, and kept free of people by what writes it; or the proof itself. */
const untouched: ReadonlySet<string> = new Set(["audit", "privacy_requests", "privacy_documents"]);
/** What the store sells says nothing about who buys: a product may bear the name a person has. */
const catalogue: ReadonlySet<string> = new Set(["products", "variants", "candidates", "locations"]);

/** Ids and numbers by the hundred thousand, no document in any of them. */
const flat: ReadonlySet<string> = new Set(["order_lines", "refund_lines", "inventory_levels", "variant_days"]);

/**
 * Erases one person from D1 and KV: what tables declare, then every text that still has their ids, mail, telephone or
 * contacts in it. Every step may be repeated. `identity` is the widened one.
 */
export async function erasePerson(
  env: { DB: D1Database; KV: KVNamespace },
  identity: PrivacyIdentity,
  request: { subjectHash: string; now: number },
): Promise<Proof> {
  const { DB: db, KV: kv } = env;
  const shapes = await readShapes(db);
  const { orders, also } = identity;
  const proof: Proof = {
    declared: {},
    values: {},
    orders: orders.length,
    keys: 0,
    documents: 0,
    scanned: 0,
    remaining: {},
  };
  const open = shapes.filter(({ name }) => !untouched.has(name));
  const declared = declaredFor(shapes, identity);
  const own = termsOf(identity);
  const all = [...own, ...also];
  const termsFor = ({ name }: { name: string }) => (catalogue.has(name) ? own : all);
  for (const shape of open.filter(({ name }) => !flat.has(name)))
    add(proof.values, shape.name, await eraseContacts(db, shape, [...own, ...orders]));

  // Before the sweep, which takes away the ids that these rows are found by; `orders` leads to them all and comes last.
  const first = declared.filter(({ shape }) => shape.name !== "orders");
  const results = await db.batch([
    ...first.map((each) => eraseDeclared(db, each)),
    db
      .prepare(
        "DELETE FROM privacy_documents WHERE request_id IN (SELECT id FROM privacy_requests WHERE subject_hash = ?1)",
      )
      .bind(request.subjectHash),
    db
      .prepare(
        "INSERT INTO erased_orders (order_id, at) SELECT value, ?2 FROM json_each(?1) WHERE true ON CONFLICT DO NOTHING",
      )
      .bind(JSON.stringify(orders), request.now),
  ]);
  first.forEach(({ shape }, at) => {
    add(proof.declared, shape.name, results[at]?.meta.changes ?? 0);
  });
  proof.documents = results[first.length]?.meta.changes ?? 0;
  for (const shape of open)
    if (shape.name !== "orders") add(proof.values, shape.name, await eraseNaming(db, shape, termsFor(shape)));
  proof.keys = await eraseKeys(kv, all);
  for (const each of declared.filter(({ shape }) => shape.name === "orders")) {
    add(proof.declared, "orders", (await eraseDeclared(db, each).run()).meta.changes);
    add(proof.values, "orders", await eraseNaming(db, each.shape, all));
  }

  for (const shape of shapes) {
    add(proof.remaining, shape.name, await countNaming(db, shape, termsFor(shape)));
    proof.scanned += 1;
  }
  return proof;
}

/** What leads to everything about a person, read before the first of it is gone: an attempt that dies must not lose the way. */
export async function widened(db: D1Database, identity: PrivacyIdentity): Promise<PrivacyIdentity> {
  const shapes = await readShapes(db);
  const orders = await ordersOf(db, identity);
  const also = new Set(identity.also);
  for (const each of declaredFor(shapes, { ...identity, orders }))
    for (const value of await readDeclared(db, each)) also.add(value);
  const about = [...termsOf(identity), ...orders];
  for (const shape of shapes.filter(({ name }) => !untouched.has(name) && !flat.has(name)))
    for (const value of await readContacts(db, shape, about)) also.add(value);
  return { ...identity, orders, also: [...also] };
}

/** Their orders as the store names them, and those the mirror knows. */
export async function ordersOf(db: D1Database, identity: PrivacyIdentity): Promise<string[]> {
  const { results } = await db
    .prepare("SELECT id FROM orders WHERE customer_id = ?1")
    .bind(identity.customer)
    .all<{ id: string }>();
  return [...new Set([...identity.orders, ...results.map(({ id }) => id)])];
}

/** Keys that name the person, or whose value does. */
async function eraseKeys(kv: KVNamespace, terms: readonly string[]): Promise<number> {
  let count = 0;
  for (let cursor: string | undefined; ; ) {
    const page: KVNamespaceListResult<unknown> = await kv.list({ cursor });
    for (const { name, metadata } of page.keys) {
      const text = `${name}\n${JSON.stringify(metadata ?? null)}\n${(await kv.get(name)) ?? ""}`;
      if (!mentions(text, terms)) continue;
      await kv.delete(name);
      count += 1;
    }
    if (page.list_complete) return count;
    cursor = page.cursor;
  }
}

function add(to: Record<string, number>, name: string, count: number): void {
  if (count > 0) to[name] = (to[name] ?? 0) + count;
}
