/**
 * What Cloudflare refuses in production on Workers Paid and the local runtime lets pass. Sizes in bytes; where a page says
 * KB or MB it means thousands (developers.cloudflare.com: d1/platform/limits, kv/platform/limits, queues/platform/limits).
 */
export const productionLimits = {
  d1: {
    boundParameters: 100,
    parameterBytes: 2_000_000,
    statementBytes: 100_000,
    queriesPerInvocation: 1_000,
  },
  kv: { keyBytes: 512, valueBytes: 25 * 1_024 * 1_024, metadataBytes: 1_024, leastTtlSeconds: 60 },
  queue: { messageBytes: 128_000, batchMessages: 100, batchBytes: 256_000, delaySeconds: 43_200 },
} as const;
