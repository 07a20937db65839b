/** The pages of `app.tsx`, without what names a thing. */
const patterns = [
  "/",
  "/proposals",
  "/changes",
  "/changes/:id",
  "/orders",
  "/batches",
  "/purchases",
  "/purchases/:id",
  "/risk",
  "/candidates",
  "/agents",
  "/agents/:id",
  "/runs",
  "/runs/:id",
  "/policy",
  "/health",
  "/store",
  "/security",
  "/runbooks/:alert",
  "/audit",
];

/** Which page a path is of; what anybody may have typed there instead is told as `/*`. */
export function routePattern(path: string): string {
  const parts = path.split("/");
  const fits = (pattern: string) => {
    const own = pattern.split("/");
    return own.length === parts.length && own.every((part, at) => part.startsWith(":") || part === parts[at]);
  };
  return patterns.find(fits) ?? "/*";
}
