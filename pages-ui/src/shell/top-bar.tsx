import { StopControl } from "../features/emergency/stop-control.tsx";
import { useShop } from "../features/shop/api.ts";
import { LiveMark } from "./live-mark.tsx";

const apple = /Mac|iPhone|iPad/.test(navigator.userAgent);
export const modKey = apple ? "⌘" : "Ctrl ";

export function TopBar({ onPalette }: { onPalette: () => void }) {
  const shop = useShop().data?.shop;
  return (
    <header className="bar">
      {shop?.sandbox && (
        <span className="tag" title={`${shop.domain} is a local store: nothing here is real`}>
          Sandbox store
        </span>
      )}
      {shop && (
        <span className="wide clip">
          {shop.domain} · {cityOf(shop.timeZone)} · {shop.currency}
        </span>
      )}
      <span className="space" />
      <LiveMark />
      <button type="button" className="bar-button wide" onClick={onPalette}>
        <span className="sr-only">Go to or do something: </span>
        <kbd>{modKey}K</kbd>
      </button>
      <StopControl />
    </header>
  );
}

/** @example cityOf("Europe/London") // "London" */
function cityOf(timeZone: string): string {
  return (timeZone.split("/").at(-1) ?? timeZone).replaceAll("_", " ");
}
