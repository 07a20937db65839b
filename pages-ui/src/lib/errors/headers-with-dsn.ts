import { readDsn } from "./dsn.ts";

/** The Pages headers of a build that reports errors: its policy lets calls out to that one place as well. Throws where there is none. */
export function headersWithDsn(headers: string, dsn: string): string {
  const to = readDsn(dsn);
  if (to === null) throw new Error("VITE_SENTRY_DSN is no DSN: it looks like https://<key>@<host>/<project>");
  const own = "connect-src 'self'";
  if (headers.split(own).length !== 2) throw new Error(`_headers does not say "${own}" once, so no DSN can be let in`);
  return headers.replace(own, `${own} ${to.origin}`);
}
