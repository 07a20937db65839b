import type { Table } from "drizzle-orm";

type Declared = typeof import("./alerts.ts") &
  typeof import("./backtest.ts") &
  typeof import("./findings.ts") &
  typeof import("./ledger.ts") &
  typeof import("./mirror.ts") &
  typeof import("./orders.ts") &
  typeof import("./platform.ts") &
  typeof import("./prices.ts") &
  typeof import("./privacy.ts") &
  typeof import("./research.ts") &
  typeof import("./risk.ts");

/** Every table under the name of its declaration; in the database that name is written with underscores. */
export type Tables = { [K in keyof Declared as Declared[K] extends Table ? K : never]: Declared[K] };
export type TableName = keyof Tables;
export type RowOf<N extends TableName> = Tables[N] extends Table ? Tables[N]["$inferSelect"] : never;
