import { AUTODS_SANDBOX } from "./autods/endpoint.ts";
import { CJ_SANDBOX_KEY } from "./cj/endpoint.ts";
import { PRINTFUL_SANDBOX_KEY } from "./printful/endpoint.ts";
import { PRIVATE_SANDBOX_KEY, privateEndpoints } from "./private-supplier/endpoints.ts";
import { RESEND_SANDBOX_KEY } from "./resend/endpoint.ts";

/** The variables that point the adapter of each supplier, and of mail, at its double; a vendor of which one is set already keeps its own. */
export function supplierVars(sandboxUrl: string, set: Record<string, string | undefined> = {}): Record<string, string> {
  const at = (vendor: string) => `${sandboxUrl}/vendors/${vendor}`;
  const vendors: Record<string, string>[] = [
    { SUPPLIER_FEED_URL: `${at("feed")}/catalogue.csv` },
    { CJ_API_KEY: CJ_SANDBOX_KEY, CJ_BASE_URL: at("cj") },
    { PRINTFUL_API_KEY: PRINTFUL_SANDBOX_KEY, PRINTFUL_BASE_URL: at("printful") },
    {
      AUTO_DS_REFRESH_TOKEN: AUTODS_SANDBOX.refreshToken,
      AUTO_DS_CLIENT_ID: AUTODS_SANDBOX.clientId,
      AUTO_DS_MCP_URL: at("autods"),
    },
    { AUTO_DS_API_KEY: PRIVATE_SANDBOX_KEY, AUTO_DS_ENDPOINTS: privateEndpoints(at("private/autods")) },
    { RESEND_API_KEY: RESEND_SANDBOX_KEY, RESEND_BASE_URL: at("resend"), MAIL_FROM: "The Shop <orders@shop.example>" },
    { SPOCKET_API_KEY: PRIVATE_SANDBOX_KEY, SPOCKET_ENDPOINTS: privateEndpoints(at("private/spocket")) },
  ];
  const unset = vendors.filter((vars) => Object.keys(vars).every((name) => !set[name]));
  return Object.assign({}, ...unset) as Record<string, string>;
}
