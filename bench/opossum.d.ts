// opossum ships no types: the part the benchmark uses.
declare module "opossum" {
  export default class CircuitBreaker<T> {
    constructor(
      action: () => Promise<T>,
      options: {
        timeout: number | false;
        volumeThreshold: number;
        rollingCountTimeout: number;
        rollingCountBuckets: number;
      },
    );
    fire(): Promise<T>;
    shutdown(): void;
  }
}
