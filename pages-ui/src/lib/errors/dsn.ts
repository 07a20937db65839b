/** `https://<key>@<host>/<project>`, as Sentry shows it: where its envelopes go. Null when it is no such address. */
export function readDsn(dsn: string): { origin: string; envelopes: string } | null {
  const url = URL.parse(dsn);
  const at = /^(.*)\/(\d+)$/.exec(url?.pathname ?? "");
  if (url === null || at === null || url.username === "" || !/^https?:$/.test(url.protocol)) return null;
  const key = encodeURIComponent(url.username);
  const envelopes = `${url.origin}${at[1]}/api/${at[2]}/envelope/?sentry_key=${key}&sentry_version=7`;
  return { origin: url.origin, envelopes };
}
