/** What the watchdog may ask of the security Worker. One place knows Slack, PagerDuty and mail, so that control does not carry them. */
export interface AlertsApi {
  /** Looks at the newest snapshot and what else may alarm somebody, and sends what waits. */
  look(): Promise<LookedOut>;
}

export interface LookedOut {
  /** Notices written just now; null when somebody else was looking. */
  told: number | null;
  sent: number;
  failed: number;
  /** Channel → `configured` or `not configured`. */
  channels: Record<string, string>;
}
