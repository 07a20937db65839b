import { commandLine, processes } from "./processes.ts";

/** wrangler runs two: one that listens on the public port and hands on, and one that runs the Workers. */
export type Runtime = "proxy" | "workerd";

/** Process ids of a group's runtimes of one sort; the proxy is the one whose socket is the public port. */
export function runtimes(group: number, port: number, which: Runtime): number[] {
  return processes()
    .filter((each) => each.group === group)
    .filter(({ pid }) => {
      const line = commandLine(pid);
      return /workerd\b.* serve /.test(line) && line.includes(`:${port}`) === (which === "proxy");
    })
    .map(({ pid }) => pid);
}
