import "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** Origin of the sandbox shop beside the tests. */
    sandboxUrl: string;
    /** Host and port of what takes errors in Sentry's stead. */
    errorReceiver: string;
  }
}
