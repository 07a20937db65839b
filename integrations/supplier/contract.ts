import { ABILITIES, type Ability, type SupplierOrderAsk, type SupplierPort } from "./port.ts";

export interface ContractOptions {
  /** Words the supplier finds something for. */
  terms: string;
  fromCountry: string;
  toCountry: string;
  /** Orders something, unpaid; without it nothing is changed at the vendor. */
  write: boolean;
  /** Ours, at most 40 characters, never used before. */
  reference: string;
  /** Waits as long as the vendor wants between two questions. */
  pause(): Promise<void>;
}

export interface ContractStep {
  name: string;
  outcome: "kept" | "broken" | "cannot" | "left out";
  detail: string;
}

/** What every supplier's adapter promises, step by step, whoever answers it: a double or the vendor itself. */
export async function* supplierContract(port: SupplierPort, options: ContractOptions): AsyncGenerator<ContractStep> {
  yield { name: "declaration", ...declared(port) };
  const { declaration } = port;
  const found = new Finds(options);

  for (const name of ABILITIES) {
    const why = declaration.cannot[name];
    if (why !== undefined) {
      yield { name, outcome: "cannot", detail: why };
      continue;
    }
    if (name === "placeOrder" && !options.write) {
      yield { name, outcome: "left out", detail: "it would order something" };
      continue;
    }
    if (name === "order" && !options.write) {
      yield await step(name, () => neverOrdered(port, options));
      continue;
    }
    await options.pause();
    yield await step(name, () => checks[name](port, found));
  }
  if (options.write && port.placeOrder && port.order) {
    await options.pause();
    yield await step("order again", () => onlyOnce(port, found));
  }
}

/** What one step found and the next ones ask about. */
class Finds {
  readonly options: ContractOptions;
  reference: string | null = null;
  variant: string | null = null;
  currency: string | null = null;
  service: string | null = null;
  orderId: string | null = null;
  trackingNumber: string | null = null;

  constructor(options: ContractOptions) {
    this.options = options;
  }

  ask(): SupplierOrderAsk {
    const { reference, fromCountry, toCountry } = this.options;
    return {
      reference,
      items: [{ variant: this.variant ?? "", quantity: 1 }],
      address: {
        name: "Test Order, do not send",
        phone: "+440000000000",
        email: null,
        line1: "1 Test Street",
        line2: null,
        city: "London",
        province: "London",
        zip: "EC1A 1BB",
        countryCode: toCountry,
        country: "United Kingdom",
      },
      service: this.service ?? "STANDARD",
      fromCountry,
      payNow: false,
    };
  }
}

type Check = (port: SupplierPort, found: Finds) => Promise<string>;

const checks: Record<Ability, Check> = {
  async search(port, found) {
    const { terms } = found.options;
    const page = await port.search?.({ terms, after: null, limit: 5 });
    if (!page) throw broken("it has no search");
    for (const { costMinor, currency, reference, title } of page.offers) {
      if (!Number.isSafeInteger(costMinor) || costMinor <= 0) throw broken(`${reference} costs ${costMinor}`);
      if (!/^[A-Z]{3}$/.test(currency)) throw broken(`${reference} is in "${currency}"`);
      if (title === "" || reference === "") throw broken("an offer has no title or no number");
    }
    const [first] = page.offers;
    if (!first && port.declaration.catalogue !== "observed") throw broken(`nothing was found for "${terms}"`);
    found.reference = first?.reference ?? null;
    found.variant = first?.variants[0]?.reference ?? first?.reference ?? null;
    found.currency = first?.currency ?? null;
    return `${page.offers.length} offers, ${page.unreadable.length} unreadable, ${page.next === null ? "all" : "more to come"}`;
  },
  async details(port, found) {
    const details = await port.details?.(known(found.reference));
    if (!details) throw broken("what it found is gone");
    const wrong = details.variants.find(({ costMinor }) => !(Number.isSafeInteger(costMinor) && costMinor > 0));
    if (wrong) throw broken(`variant ${wrong.reference} costs ${wrong.costMinor}`);
    found.variant = details.variants[0]?.reference ?? found.variant;
    return `${details.variants.length} variants`;
  },
  async quoteShipping(port, found) {
    const { fromCountry, toCountry } = found.options;
    const items = [{ variant: known(found.variant), quantity: 1 }];
    const quotes = (await port.quoteShipping?.({ items, fromCountry, toCountry })) ?? [];
    const [first] = quotes.toSorted((a, b) => a.costMinor - b.costMinor);
    if (!first) throw broken(`no way to ${toCountry}`);
    if (!(first.costMinor >= 0)) throw broken(`${first.service} costs ${first.costMinor}`);
    found.service = first.service;
    return `${quotes.length} ways, the cheapest ${first.service} for ${first.costMinor} ${first.currency}`;
  },
  async stock(port, found) {
    if (found.variant === null) return "nothing to ask about";
    const units = await port.stock?.(found.variant);
    if (units === undefined || (units !== null && !(units >= 0))) throw broken(`${units} units`);
    return units === null ? "it keeps no count" : `${units} units`;
  },
  async placeOrder(port, found) {
    const placed = await port.placeOrder?.(found.ask());
    if (!placed?.id) throw broken("the order has no number");
    if (placed.reference !== found.options.reference) throw broken(`it is called ${placed.reference}`);
    found.orderId = placed.id;
    return `${placed.id}, ${placed.status}`;
  },
  async order(port, found) {
    const held = await port.order?.(found.options.reference);
    if (!held) throw broken("what was ordered is not found by our reference");
    if (held.id !== found.orderId) throw broken(`another order is found: ${held.id} instead of ${found.orderId}`);
    found.trackingNumber = held.trackingNumber;
    return `${held.id}, ${held.status}`;
  },
  async tracking(port, found) {
    // An order that is not paid is never sent: only that nothing is found can be seen here.
    const number = found.trackingNumber ?? "ROYAL0000000000";
    const parcel = await port.tracking?.(number);
    if (parcel === undefined) throw broken("it has no tracking");
    return parcel === null ? "no parcel of that number" : `${parcel.carrier ?? "a carrier"}: ${parcel.status ?? "?"}`;
  },
};

async function neverOrdered(port: SupplierPort, { reference, pause }: ContractOptions): Promise<string> {
  await pause();
  const held = await port.order?.(reference);
  if (held !== null) throw broken("an order that was never placed is found");
  return "none of that reference";
}

/** Whether the vendor refuses the reference or gives the first order again: never are there two. */
async function onlyOnce(port: SupplierPort, found: Finds): Promise<string> {
  const again = await port.placeOrder?.(found.ask()).then(
    (order) => order.id,
    () => "refused",
  );
  if (again !== "refused" && again !== found.orderId) throw broken(`a second order was made: ${again}`);
  await found.options.pause();
  const held = await port.order?.(found.options.reference);
  if (held?.id !== found.orderId) throw broken("the order is no longer the first one");
  return again === "refused" ? "the reference is refused the second time" : "the first order is given again";
}

function declared({ declaration, ...port }: SupplierPort): Pick<ContractStep, "outcome" | "detail"> {
  const { id, evidence, cannot } = declaration;
  const wrong = ABILITIES.filter((ability) => (port[ability] === undefined) !== (cannot[ability] !== undefined));
  if (wrong.length > 0) return { outcome: "broken", detail: `it says it cannot, and can, or the other way: ${wrong}` };
  if (id === "" || evidence.source.length < 10 || !/^\d{4}-\d\d-\d\d$/.test(evidence.date))
    return { outcome: "broken", detail: "it does not say where its claims are from" };
  return { outcome: "kept", detail: `${evidence.level}, ${evidence.source}, ${evidence.date}` };
}

async function step(name: ContractStep["name"], work: () => Promise<string>): Promise<ContractStep> {
  try {
    return { name, outcome: "kept", detail: await work() };
  } catch (thrown) {
    return { name, outcome: "broken", detail: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

function known(value: string | null): string {
  if (value === null) throw broken("nothing was found to ask about");
  return value;
}

function broken(why: string): Error {
  return new Error(why);
}
