import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import * as z from "zod/mini";

const MoveSchema = z.object({ fromMs: z.number(), toMs: z.number(), offsetMs: z.number() });

export type ClockMove = z.infer<typeof MoveSchema>;

export interface ClockHook {
  /** Where the sandbox posts its clock's moves; the path cannot be guessed. */
  url: string;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1 for the sandbox's clock and answers a move only when `onMove` has dealt with it; one at a time. */
export async function listenForClock(onMove: (move: ClockMove) => Promise<void>): Promise<ClockHook> {
  const path = `/${randomBytes(16).toString("hex")}`;
  let last: Promise<void> = Promise.resolve();
  const server = createServer(async (request, response) => {
    if (request.method !== "POST" || request.url !== path) return void response.writeHead(404).end();
    const move = MoveSchema.safeParse(await readJson(request));
    if (!move.success) return void response.writeHead(400).end(z.prettifyError(move.error));
    const turn = last.then(() => onMove(move.data));
    last = turn.catch(() => {});
    try {
      await turn;
      response.writeHead(204).end();
    } catch (error) {
      response.writeHead(502).end(error instanceof Error ? error.message : String(error));
    }
  });
  // A long jump fires many crons before it is answered.
  server.requestTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}${path}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    return null;
  }
}
