import { spawn } from "node:child_process";
import { root } from "./paths.ts";

export interface Ran {
  status: number;
  output: string;
}

/** Runs a command in the checkout to its end; `output` is stdout and stderr as they came, at most 16 MB. */
export function run(command: string, args: string[], env: Record<string, string> = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const chunks: Buffer[] = [];
    let size = 0;
    const keep = (chunk: Buffer) => {
      size += chunk.length;
      if (size < 16_000_000) chunks.push(chunk);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => resolve({ status: 127, output: `${command}: ${error.message}` }));
    child.on("close", (code) => resolve({ status: code ?? 1, output: Buffer.concat(chunks).toString("utf8") }));
  });
}
