import { AwsV4Signer } from "aws4fetch";
import * as z from "zod/mini";
import { guarded, type Lookup, type SecretProvider } from "./provider.ts";

const found = z.object({ Parameter: z.object({ Value: z.string(), Version: z.number() }) });
const refused = z.object({ __type: z.string() });

const limitMs = 3_000;

/**
 * AWS Systems Manager Parameter Store, decrypted there: parameter `<AWS_SSM_PREFIX><NAME>`, by default `/royal-equips/`.
 * Needs `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_REGION` in the environment itself; `AWS_ENDPOINT_URL_SSM`
 * names another endpoint than the region's public one, e.g. a VPC's.
 */
export function awsSsmProvider(
  env: Readonly<Record<string, unknown>>,
  send: typeof fetch = (input, init) => fetch(input, init),
): SecretProvider {
  return { id: "aws-ssm", read: (name) => guarded(() => getParameter(name)) };

  async function getParameter(name: string): Promise<Lookup> {
    const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_REGION: region } = env;
    if (typeof accessKeyId !== "string" || typeof secretAccessKey !== "string" || typeof region !== "string")
      return { kind: "not-applicable", why: "AWS is not configured" };
    const sessionToken = typeof env.AWS_SESSION_TOKEN === "string" ? env.AWS_SESSION_TOKEN : undefined;
    const endpoint = typeof env.AWS_ENDPOINT_URL_SSM === "string" ? env.AWS_ENDPOINT_URL_SSM : null;
    const prefix = typeof env.AWS_SSM_PREFIX === "string" ? env.AWS_SSM_PREFIX : "/royal-equips/";
    // The signer alone: aws4fetch's client would retry a 5xx up to ten times, far longer than a run can wait.
    const { url, ...signed } = await new AwsV4Signer({
      ...{ accessKeyId, secretAccessKey, sessionToken, region, service: "ssm" },
      url: endpoint ?? `https://ssm.${region}.amazonaws.com/`,
      headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "AmazonSSM.GetParameter" },
      body: JSON.stringify({ Name: prefix + name, WithDecryption: true }),
    }).sign();
    const reply = await send(new Request(url, signed), { signal: AbortSignal.timeout(limitMs) });
    const body: unknown = await reply.json();
    if (reply.ok) {
      const { Parameter } = found.parse(body);
      return { kind: "found", value: Parameter.Value, version: String(Parameter.Version) };
    }
    const type = refused.safeParse(body);
    if (type.success && type.data.__type.endsWith("ParameterNotFound")) return { kind: "missing" };
    return { kind: "down", why: type.success ? type.data.__type : `status ${reply.status}` };
  }
}
