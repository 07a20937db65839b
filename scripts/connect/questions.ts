import { createInterface } from "node:readline";
import { Writable } from "node:stream";

export type Question = (text: string, options?: { hidden?: boolean }) => Promise<string>;

/** Asks on the terminal; what is typed as a secret is not shown. Ends the process when the terminal is closed. */
export function questions(): { ask: Question; close(): void } {
  let hidden = false;
  const output = new Writable({
    write(chunk, _encoding, done) {
      if (!hidden) process.stdout.write(chunk as Buffer);
      done();
    },
  });
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  lines.on("SIGINT", () => process.exit(130));
  return {
    ask: (text, options = {}) =>
      new Promise((resolve) => {
        lines.question(text, (answer) => {
          if (hidden) process.stdout.write("\n");
          hidden = false;
          resolve(answer.trim());
        });
        // After the question itself, which is to be seen.
        hidden = options.hidden ?? false;
      }),
    close: () => lines.close(),
  };
}
