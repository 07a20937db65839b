interface Env {
  CONTROL: { fetch(request: Request): Promise<Response> };
}

/** `/api/v1/…` here is `/v1/…` there: bodies, streams and WebSocket upgrades pass as they are. */
export function onRequest({ request, env }: { request: Request; env: Env }): Promise<Response> {
  const url = new URL(request.url);
  url.pathname = url.pathname.replace(/^\/api/, "") || "/";
  return env.CONTROL.fetch(new Request(url, request));
}
