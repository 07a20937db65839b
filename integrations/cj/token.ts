import * as z from "zod/mini";
import { KitError } from "#agent-kit/errors.ts";
import { httpError } from "#agent-kit/vendor-error.ts";
import { CJ_HOST } from "./account.ts";
import { cjData } from "./reply.ts";

const grant = z.object({ accessToken: z.string().check(z.minLength(1)), accessTokenExpiryDate: z.string() });
const timeoutMs = 20_000;

/** Exchanges the API key for an access token of 15 days. Whatever goes wrong here, the call that needed it was not sent. */
export async function requestCjToken(
  apiKey: string,
  baseUrl: string = CJ_HOST,
): Promise<{ token: string; expiresAt: number }> {
  try {
    const reply = await fetch(`${baseUrl}/api2.0/v1/authentication/getAccessToken`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({ apiKey }),
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await reply.text();
    if (!reply.ok && !text.includes('"code"')) throw httpError("CJdropshipping", reply, { realNow: Date.now() });
    const { accessToken, accessTokenExpiryDate } = grant.parse(cjData(text, reply.status));
    const expiresAt = Date.parse(accessTokenExpiryDate);
    if (Number.isNaN(expiresAt)) throw new TypeError("no expiry");
    return { token: accessToken, expiresAt };
  } catch (thrown) {
    if (thrown instanceof KitError && thrown.code !== "unauthorised") throw thrown;
    const refused = thrown instanceof KitError;
    throw new KitError({
      code: refused ? "unauthorised" : "vendor-unavailable",
      message: refused ? "CJdropshipping refused CJ_API_KEY." : "CJdropshipping granted no usable token.",
      internal: String(thrown),
      outcome: "not-sent",
      retryable: !refused,
      cause: thrown,
    });
  }
}
