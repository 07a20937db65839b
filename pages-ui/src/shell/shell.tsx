import { type ReactNode, useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { useMotion } from "../features/changes/use-motion.ts";
import { StopBanner } from "../features/emergency/stop-banner.tsx";
import { useKeys } from "../lib/use-keys.ts";
import { ErrorBoundary } from "../ui/error-boundary.tsx";
import { Footer } from "./footer.tsx";
import { KeySheet } from "./key-sheet.tsx";
import { StaleBanner } from "./live-mark.tsx";
import { Palette } from "./palette.tsx";
import { overseeing, places } from "./places.ts";
import { Rail } from "./rail.tsx";
import { TopBar } from "./top-bar.tsx";

const numbered = [...places, ...overseeing];

/** What is on every page: the bar with the stop, the rail, the banners, the keys. */
export function Shell({ children }: { children: ReactNode }) {
  const [path, navigate] = useLocation();
  const [open, setOpen] = useState<"palette" | "keys" | null>(null);
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);

  useMotion();
  useKeys({
    "?": () => setOpen("keys"),
    ...Object.fromEntries(numbered.map(({ href }, index) => [String(index + 1), () => navigate(href)])),
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      if (!document.querySelector("dialog[open]")) setOpen("palette");
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
  // A new page is read from its top, by the eye and by a screen reader.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the path is what changes
  useEffect(() => {
    if (first.current) first.current = false;
    else {
      scrollTo(0, 0);
      main.current?.focus();
    }
  }, [path]);

  return (
    <div className="app">
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <div className="top">
        <TopBar onPalette={() => setOpen("palette")} />
        <StopBanner />
        <StaleBanner />
      </div>
      <Rail />
      <div className="page">
        <main ref={main} id="main" tabIndex={-1}>
          <ErrorBoundary key={path}>{children}</ErrorBoundary>
        </main>
        <footer className="narrow-foot">
          <Footer />
        </footer>
      </div>
      {open === "palette" && <Palette onClose={() => setOpen(null)} />}
      {open === "keys" && <KeySheet onClose={() => setOpen(null)} />}
    </div>
  );
}
