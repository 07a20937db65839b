import { KitError } from "#agent-kit/errors.ts";

const VENDOR_DOMAIN = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/;

/** Whether an address is the vendor's own HTTPS host for this shop, and not a sandbox or someone else's server. */
export function isVendorAddress(domain: string, baseUrl: string | undefined): boolean {
  if (!VENDOR_DOMAIN.test(domain)) return false;
  if (baseUrl === undefined || baseUrl === "") return true;
  const url = URL.parse(baseUrl);
  return url !== null && url.protocol === "https:" && url.host === domain && url.username === "";
}

/** Throws when a write would leave production for any host but the vendor's: a left-over sandbox address must not swallow it. */
export function assertMayWrite(name: string, environment: string, domain: string, baseUrl: string | undefined): void {
  if (environment !== "production" || isVendorAddress(domain, baseUrl)) return;
  throw new KitError({
    code: "foreign-base-address",
    message: `${name} was not sent: in production only the store's own address may be written to.`,
    detail: `domain ${domain}, base address ${baseUrl ?? "default"}`,
    outcome: "not-sent",
    report: true,
    countsAgainst: false,
  });
}

/** The address to call instead of the vendor's: same path, other origin. */
export function rebased(url: string, baseUrl: string | undefined): string {
  if (baseUrl === undefined || baseUrl === "") return url;
  const { pathname, search } = new URL(url);
  return new URL(`${pathname}${search}`, baseUrl).href;
}
