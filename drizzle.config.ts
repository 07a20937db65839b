import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "sqlite",
  schema: [
    "./schemas/db/alerts.ts",
    "./schemas/db/backtest.ts",
    "./schemas/db/findings.ts",
    "./schemas/db/ledger.ts",
    "./schemas/db/mirror.ts",
    "./schemas/db/orders.ts",
    "./schemas/db/platform.ts",
    "./schemas/db/prices.ts",
    "./schemas/db/privacy.ts",
    "./schemas/db/research.ts",
    "./schemas/db/risk.ts",
  ],
  out: "./migrations",
});
