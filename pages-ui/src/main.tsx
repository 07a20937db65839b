import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { createQueryClient } from "./lib/api/query-client.ts";
import { watchErrors } from "./lib/errors/watch-errors.ts";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/ledger.css";
import "./styles/controls.css";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

// Filled in when it is built: without it neither the listening nor the sending is in the page.
const dsn = import.meta.env.VITE_SENTRY_DSN;

createRoot(root, dsn ? watchErrors({ dsn, ...__BUILT__ }) : undefined).render(
  <StrictMode>
    <QueryClientProvider client={createQueryClient()}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);
