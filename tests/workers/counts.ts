export interface Counts {
  /** Calls to Durable Objects, by binding. */
  objectRequests: Record<string, number>;
  d1RoundTrips: number;
  /** By D1's own `meta`. */
  rowsWritten: number;
  rowsRead: number;
}
