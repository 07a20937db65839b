import "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** Origin of the sandbox shop beside the tests. */
    sandboxUrl: string;
    /** The crash table of batches kills at every n-th operation. */
    batchEvery: number;
    /** Host and port of what takes errors in Sentry's stead. */
    errorReceiver: string;
  }
}
