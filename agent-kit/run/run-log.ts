import type { LogLine } from "../log.ts";

const mostLines = 200;

/** The run's own copy of its log: at most 200 lines, the first and the last kept, the middle counted. */
export class RunLog {
  readonly #first: LogLine[] = [];
  readonly #last: LogLine[] = [];
  #dropped = 0;

  readonly add = (line: LogLine): void => {
    if (this.#first.length < mostLines / 2) this.#first.push(line);
    else {
      this.#last.push(line);
      if (this.#last.length >= mostLines / 2) {
        this.#last.shift();
        this.#dropped += 1;
      }
    }
  };

  toJson(): string {
    const gap = this.#dropped === 0 ? [] : [{ time: null, level: "info", message: `${this.#dropped} lines left out` }];
    return JSON.stringify([...this.#first, ...gap, ...this.#last]);
  }
}
