import { err, ok, type Result } from "#core/result.ts";

const HANDLE = /^[a-z0-9][a-z0-9-]*$/;

/** The `*.myshopify.com` domain in what a person typed or pasted: the domain, its first part, or an admin address. */
export function storeDomain(text: string): Result<string, { readonly kind: "not-a-store"; readonly host: string }> {
  const address = text
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, "");
  const inAdmin = /^admin\.shopify\.com\/store\/([a-z0-9-]+)/.exec(address)?.[1];
  const host = inAdmin ?? address.replace(/[/?#].*$/, "");
  const handle = host.replace(/\.myshopify\.com$/, "");
  return HANDLE.test(handle) ? ok(`${handle}.myshopify.com`) : err({ kind: "not-a-store", host });
}
