/** A leaky bucket of query cost, per app, in real time. */
export class Bucket {
  readonly maximum: number;
  readonly restorePerSecond: number;
  #level: number;
  #updatedMs: number;

  /** 100 points a second on the standard plan, 1,000 on Plus; twenty seconds' worth can be saved up. */
  constructor(nowMs: number, restorePerSecond = 100, maximum = 20 * restorePerSecond) {
    this.maximum = maximum;
    this.restorePerSecond = restorePerSecond;
    this.#level = maximum;
    this.#updatedMs = nowMs;
  }

  available(nowMs: number): number {
    const restored = (Math.max(0, nowMs - this.#updatedMs) / 1000) * this.restorePerSecond;
    this.#level = Math.min(this.maximum, this.#level + restored);
    this.#updatedMs = nowMs;
    return Math.floor(this.#level);
  }

  /** Takes the points, or none when there are too few. */
  take(points: number, nowMs: number): boolean {
    if (this.available(nowMs) < points) return false;
    this.#level -= points;
    return true;
  }

  giveBack(points: number): void {
    this.#level = Math.min(this.maximum, this.#level + points);
  }

  status(nowMs: number) {
    return {
      maximumAvailable: this.maximum,
      currentlyAvailable: this.available(nowMs),
      restoreRate: this.restorePerSecond,
    };
  }
}
