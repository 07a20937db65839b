import "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** Origin of the sandbox shop beside the tests. */
    sandboxUrl: string;
  }
}
