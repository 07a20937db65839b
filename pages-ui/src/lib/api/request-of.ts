/** Method, address and body of a call: path parameters first, then the query (GET, DELETE) or the JSON body. */
export function requestOf(
  route: string,
  input: Record<string, unknown>,
): { method: string; path: string; body: string | undefined } {
  const [method = "GET", template = ""] = route.split(" ");
  const left = { ...input };
  const path = template.replace(/:([a-zA-Z]+)/g, (_, name: string) => {
    const value = String(left[name]);
    delete left[name];
    return encodeURIComponent(value);
  });
  if (method !== "GET" && method !== "DELETE") return { method, path, body: JSON.stringify(left) };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(left)) {
    if (value !== undefined && value !== null && value !== "") query.set(name, String(value));
  }
  return { method, path: query.size > 0 ? `${path}?${query}` : path, body: undefined };
}
