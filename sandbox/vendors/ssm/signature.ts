import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** A request as AWS Signature Version 4 sees it; header names in lower case. */
export interface SignedRequest {
  method: string;
  /** Path and query as they were sent. */
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

const shape =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;
const longestSkewMs = 15 * 60_000;

/** The name AWS gives the refusal, null for a request that is rightly signed for this region and service. */
export function refusal(
  request: SignedRequest,
  expected: { credentials: Credentials; region: string; service: string; now: number },
): string | null {
  const { headers } = request;
  const { credentials, region, service, now } = expected;
  const given = shape.exec(headers.authorization ?? "");
  if (!given) return headers.authorization ? "IncompleteSignatureException" : "MissingAuthenticationTokenException";
  const [, accessKeyId, day = "", signedRegion, signedService, signedHeaders = "", signature = ""] = given;
  if (accessKeyId !== credentials.accessKeyId || headers["x-amz-security-token"] !== credentials.sessionToken)
    return "UnrecognizedClientException";
  const names = signedHeaders.split(";");
  const date = headers["x-amz-date"] ?? "";
  const inScope = signedRegion === region && signedService === service && date.startsWith(day);
  if (!inScope || !names.includes("host") || !names.includes("x-amz-date")) return "InvalidSignatureException";
  if (Math.abs(now - timeOf(date)) > longestSkewMs) return "InvalidSignatureException";
  const right = signatureOf(request, { names, day, date, region, service, secret: credentials.secretAccessKey });
  return timingSafeEqual(Buffer.from(right), Buffer.from(signature)) ? null : "InvalidSignatureException";
}

function signatureOf(
  { method, url, headers, body }: SignedRequest,
  by: { names: string[]; day: string; date: string; region: string; service: string; secret: string },
): string {
  const [path = "/", query = ""] = url.split("?");
  const canonical = [
    method,
    path,
    query.split("&").sort().join("&"),
    ...by.names.map((name) => `${name}:${(headers[name] ?? "").trim().replace(/ +/g, " ")}`),
    "",
    by.names.join(";"),
    sha256(body),
  ].join("\n");
  const scope = `${by.day}/${by.region}/${by.service}/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", by.date, scope, sha256(canonical)].join("\n");
  const key = [by.day, by.region, by.service, "aws4_request"].reduce<Buffer | string>(
    (secret, part) => createHmac("sha256", secret).update(part).digest(),
    `AWS4${by.secret}`,
  );
  return createHmac("sha256", key).update(toSign).digest("hex");
}

/** `20150830T123600Z` as ms; NaN, which is no time, for anything else. */
function timeOf(date: string): number {
  return Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
