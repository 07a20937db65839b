import { type CSSProperties, type ReactNode, useEffect, useRef, useState } from "react";

/** Holds a table that may be wider than its place; only while it is can it be reached, and scrolled, by keys. */
export function Scroll({ label, style, children }: { label: string; style?: CSSProperties; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const [wider, setWider] = useState(false);
  useEffect(() => {
    const outer = box.current;
    const inner = outer?.firstElementChild;
    if (!outer || !inner) return;
    const observer = new ResizeObserver(() => setWider(outer.scrollWidth > outer.clientWidth));
    observer.observe(outer);
    observer.observe(inner);
    return () => observer.disconnect();
  }, []);
  const reachable = wider ? { tabIndex: 0, role: "region", "aria-label": label } : {};
  return (
    <div ref={box} className="scroll" style={style} {...reachable}>
      {children}
    </div>
  );
}
