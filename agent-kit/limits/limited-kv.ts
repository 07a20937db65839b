import { beyondLimit, memberOf, textBytes, within } from "./beyond-limit.ts";
import { productionLimits } from "./production-limits.ts";

const limits = productionLimits.kv;

/** KV that throws beyond production's limits. */
export function limitedKv(kv: KVNamespace): KVNamespace {
  return new Proxy(kv, {
    get(target, key) {
      const member = memberOf(target, key);
      if (typeof member !== "function") return member;
      if (key === "get" || key === "getWithMetadata" || key === "delete")
        return (name: string | string[], ...rest: unknown[]) => {
          for (const each of [name].flat()) checkKey(each);
          return member(name, ...rest);
        };
      if (key !== "put") return member;
      return (name: string, value: unknown, options: KVNamespacePutOptions = {}) => {
        checkKey(name);
        within("bytes of a KV value", valueBytes(value), limits.valueBytes);
        within("bytes of KV metadata", textBytes(JSON.stringify(options.metadata ?? "")), limits.metadataBytes);
        const { expirationTtl } = options;
        if (expirationTtl !== undefined && expirationTtl < limits.leastTtlSeconds)
          throw beyondLimit("KV's shortest life, seconds", expirationTtl, limits.leastTtlSeconds);
        return member(name, value, options);
      };
    },
  });
}

function checkKey(key: string): void {
  within("bytes of a KV key", textBytes(key), limits.keyBytes);
}

/** A stream's size is not known before it is read: production refuses it then. */
function valueBytes(value: unknown): number {
  if (typeof value === "string") return textBytes(value);
  return value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? value.byteLength : 0;
}
