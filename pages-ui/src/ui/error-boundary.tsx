import { Component, type ReactNode } from "react";
import { isMissingCode } from "../lib/page.ts";

/** A fault of ours in one page leaves the rail, the bar and the stop in place. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    if (isMissingCode(error))
      return (
        <div className="problem" role="alert">
          <p>
            <strong>This page did not come.</strong> The dashboard was updated meanwhile, or this device is offline.
          </p>
          <button type="button" className="btn" onClick={() => location.reload()}>
            Load it again
          </button>
        </div>
      );
    return (
      <div className="problem" role="alert">
        <p>
          <strong>This page failed.</strong> Nothing in the shop is affected. <code>{error.message}</code>
        </p>
        <button type="button" className="btn" onClick={() => this.setState({ error: null })}>
          Try again
        </button>
      </div>
    );
  }
}
