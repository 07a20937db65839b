import { Link } from "wouter";

/** The way to a connected store, or round it. */
export function ConnectSteps() {
  return (
    <div className="empty">
      <ol className="numbered">
        <li>
          Make an app in Shopify’s Dev Dashboard with read scopes only, and install it on the store; the scopes are on{" "}
          <Link href="/store" className="link">
            Store
          </Link>
          .
        </li>
        <li>Try its credentials there: you see what they allow before anything is connected.</li>
        <li>
          Run <code>npm run connect</code> where this system runs. The store is then read, which takes minutes, and
          every agent begins in shadow: it records what it would do and changes nothing.
        </li>
      </ol>
      <p style={{ marginTop: 12 }}>
        Started without credentials, <code>npm start</code> brings a sandbox store to try everything on.
      </p>
    </div>
  );
}
