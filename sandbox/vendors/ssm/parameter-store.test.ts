import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { awsSsmProvider } from "#agent-kit/secrets/aws-ssm.ts";
import { type ParameterStore, startParameterStore } from "./parameter-store.ts";
import { refusal } from "./signature.ts";

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };

describe("a signature", () => {
  // The first case of the test suite AWS publishes for Signature Version 4.
  const request = {
    method: "GET",
    url: "/",
    headers: {
      host: "example.amazonaws.com",
      "x-amz-date": "20150830T123600Z",
      authorization:
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    },
    body: "",
  };
  const expected = { credentials, region: "us-east-1", service: "service", now: Date.parse("2015-08-30T12:36:00Z") };

  it("of AWS's own example is right", () => {
    expect(refusal(request, expected)).toBeNull();
  });

  it.each([
    ["another body", { body: "x" }, {}, "InvalidSignatureException"],
    ["another path", { url: "/other" }, {}, "InvalidSignatureException"],
    ["another host", { headers: { ...request.headers, host: "example.com" } }, {}, "InvalidSignatureException"],
    ["another region", {}, { region: "eu-west-1" }, "InvalidSignatureException"],
    ["an hour later", {}, { now: expected.now + 3_600_000 }, "InvalidSignatureException"],
    ["another key", {}, { credentials: { ...credentials, accessKeyId: "AKIDOTHER" } }, "UnrecognizedClientException"],
    ["none", { headers: { host: "example.amazonaws.com" } }, {}, "MissingAuthenticationTokenException"],
  ])("is refused with %s", (_, change, other, why) => {
    expect(refusal({ ...request, ...change }, { ...expected, ...other })).toBe(why);
  });
});

describe("the cascade's Parameter Store provider, over HTTP", () => {
  let store: ParameterStore;
  const temporary = { ...credentials, sessionToken: "a-session" };
  beforeAll(async () => {
    store = await startParameterStore({ credentials: temporary, region: "eu-central-1" });
  });
  beforeEach(() => {
    store.failing = null;
    store.parameters.clear();
  });
  afterAll(() => store.close());

  const env = (change: Record<string, string> = {}) => ({
    AWS_ACCESS_KEY_ID: temporary.accessKeyId,
    AWS_SECRET_ACCESS_KEY: temporary.secretAccessKey,
    AWS_SESSION_TOKEN: temporary.sessionToken,
    AWS_REGION: "eu-central-1",
    AWS_ENDPOINT_URL_SSM: store.address,
    ...change,
  });

  it("signs as AWS asks and gets the decrypted value with its version", async () => {
    store.parameters.set("/royal-equips/CJ_API_KEY", { value: "from-ssm", version: 7 });
    expect(await awsSsmProvider(env()).read("CJ_API_KEY")).toEqual({ kind: "found", value: "from-ssm", version: "7" });
    store.parameters.set("/mine/CJ_API_KEY", { value: "mine", version: 1 });
    expect(await awsSsmProvider(env({ AWS_SSM_PREFIX: "/mine/" })).read("CJ_API_KEY")).toMatchObject({ value: "mine" });
  });

  it("says missing for a parameter that is not there", async () => {
    expect(await awsSsmProvider(env()).read("CJ_API_KEY")).toEqual({ kind: "missing" });
  });

  it.each([
    ["a wrong secret", { AWS_SECRET_ACCESS_KEY: "wrong" }, "InvalidSignatureException"],
    ["another region", { AWS_REGION: "us-east-1" }, "InvalidSignatureException"],
    ["a lapsed session", { AWS_SESSION_TOKEN: "older" }, "UnrecognizedClientException"],
  ])("is down, not missing, with %s", async (_, change, why) => {
    store.parameters.set("/royal-equips/CJ_API_KEY", { value: "from-ssm", version: 7 });
    expect(await awsSsmProvider(env(change)).read("CJ_API_KEY")).toEqual({ kind: "down", why });
  });

  it("is down when AWS is", async () => {
    store.failing = { status: 500, type: "InternalServerError" };
    expect(await awsSsmProvider(env()).read("CJ_API_KEY")).toEqual({ kind: "down", why: "InternalServerError" });
    const nobody = env({ AWS_ENDPOINT_URL_SSM: "http://127.0.0.1:9" });
    expect(await awsSsmProvider(nobody).read("CJ_API_KEY")).toMatchObject({ kind: "down" });
  });
});
