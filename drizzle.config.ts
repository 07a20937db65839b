import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "sqlite",
  schema: ["./schemas/db/ledger.ts", "./schemas/db/mirror.ts", "./schemas/db/platform.ts", "./schemas/db/research.ts"],
  out: "./migrations",
});
