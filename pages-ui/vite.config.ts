import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const port = (name: string, standard: string) => Number(process.env[name] || standard);

// Built under a test runner it would otherwise become React's development build, twice the size, and stay on disk.
if (process.argv.includes("build")) process.env.NODE_ENV = "production";

/** `npm run dev` serves from here and hands /api to control, as the Pages Function does when deployed. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
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
