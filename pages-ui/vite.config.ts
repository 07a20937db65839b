import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { headersWithDsn } from "./src/lib/errors/headers-with-dsn.ts";

const port = (name: string, standard: string) => Number(process.env[name] || standard);

// Built under a test runner it would otherwise become React's development build, twice the size, and stay on disk.
if (process.argv.includes("build")) process.env.NODE_ENV = "production";

const { version } = JSON.parse(readFileSync(path.join(import.meta.dirname, "../package.json"), "utf8"));

/** The policy of what was built, where errors are reported. */
const letReportsOut: Plugin = {
  name: "let-reports-out",
  apply: "build",
  writeBundle({ dir = "" }) {
    const dsn = process.env.VITE_SENTRY_DSN;
    const file = path.join(dir, "_headers");
    if (dsn) writeFileSync(file, headersWithDsn(readFileSync(file, "utf8"), dsn));
  },
};

/** `npm run dev` serves from here and hands /api to control, as the Pages Function does when deployed. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), letReportsOut],
  // Settings are the system's, in its one file, and come in the environment.
  envDir: false,
  define: {
    __BUILT__: JSON.stringify({
      release: process.env.SENTRY_RELEASE || `royal-equips@${version}`,
      environment: process.env.ENVIRONMENT || "local",
    }),
  },
  build: {
    target: "es2023",
    // The policy allows no data: address for a script or font, and nothing is worth inlining anyway.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    host: "127.0.0.1",
    port: port("DASHBOARD_PORT", "8788"),
    strictPort: true,
    proxy: {
      "/api": {
        target: `http://127.0.0.1:${port("CONTROL_PORT", "8787")}`,
        rewrite: (path) => path.replace(/^\/api/, ""),
        ws: true,
      },
    },
  },
});
