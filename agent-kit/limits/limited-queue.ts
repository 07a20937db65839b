import { memberOf, textBytes, within } from "./beyond-limit.ts";
import { productionLimits } from "./production-limits.ts";

const limits = productionLimits.queue;

/** A queue that throws beyond production's limits. */
export function limitedQueue<T>(queue: Queue<T>): Queue<T> {
  return new Proxy(queue, {
    get(target, key) {
      if (key === "send")
        return (body: T, options?: QueueSendOptions) => {
          check(body, options?.delaySeconds);
          return target.send(body, options);
        };
      if (key === "sendBatch")
        return (messages: Iterable<MessageSendRequest<T>>, options?: QueueSendBatchOptions) => {
          const batch = [...messages];
          within("messages of a queue batch", batch.length, limits.batchMessages);
          const bytes = batch.map(({ body, delaySeconds }) => check(body, delaySeconds ?? options?.delaySeconds));
          within(
            "bytes of a queue batch",
            bytes.reduce((sum, each) => sum + each, 0),
            limits.batchBytes,
          );
          return target.sendBatch(batch, options);
        };
      return memberOf(target, key);
    },
  });
}

/** Messages travel as JSON, the default since 2024-03-18. */
function check(body: unknown, delaySeconds = 0): number {
  const bytes = textBytes(JSON.stringify(body) ?? "");
  within("bytes of a queue message", bytes, limits.messageBytes);
  within("seconds a queue message waits", delaySeconds, limits.delaySeconds);
  return bytes;
}
