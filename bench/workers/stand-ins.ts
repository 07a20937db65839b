/**
 * A D1 and a queue that do what a binding does on its caller's side (turn the message into bytes, read the answer) and
 * then answer at once, so that a process with nothing but a Worker in it can be weighed. Local D1 and queues are
 * simulators in that same process and weigh more than any Worker.
 */
export function standInDatabase(): D1Database {
  const answer = (sql: string, params: unknown[]) => async (): Promise<Record<string, unknown>> => {
    const request = JSON.stringify({ sql, params });
    return JSON.parse(`{"success":true,"meta":{"bytes":${request.length}},"results":[{"id":"1"}]}`);
  };
  const statement = (sql: string, params: unknown[]): object => ({
    bind: (...values: unknown[]) => statement(sql, values),
    all: answer(sql, params),
    run: answer(sql, params),
    first: async () => ((await answer(sql, params)()).results as unknown[])[0],
  });
  return {
    prepare: (sql: string) => statement(sql, []),
    batch: (statements: { run: () => Promise<unknown> }[]) => Promise.all(statements.map((each) => each.run())),
  } as unknown as D1Database;
}

export function standInQueue(): Queue<unknown> {
  return {
    send: async (body: unknown) => void new TextEncoder().encode(JSON.stringify(body)),
  } as unknown as Queue<unknown>;
}
