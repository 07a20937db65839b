/** The pages there are, in the rail's order; the second group stands apart. */
export const places = [
  { href: "/", name: "Home" },
  { href: "/proposals", name: "Proposals" },
  { href: "/changes", name: "Changes" },
  { href: "/orders", name: "Orders" },
  { href: "/purchases", name: "Purchases" },
  { href: "/risk", name: "Risk" },
  { href: "/candidates", name: "Candidates" },
  { href: "/agents", name: "Agents" },
  { href: "/runs", name: "Runs" },
] as const;

export const overseeing = [
  { href: "/health", name: "Health" },
  { href: "/security", name: "Security" },
  { href: "/policy", name: "Policy" },
  { href: "/audit", name: "Audit" },
  { href: "/store", name: "Store" },
] as const;

export function isAt(href: string, path: string): boolean {
  return href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`);
}
