import { describe, expect, it } from "vitest";
import { KitError } from "./errors.ts";
import { type LogLine, logger, workerLog } from "./log.ts";
import { redactor } from "./redact.ts";

function capture(level?: string, secrets: string[] = []) {
  const lines: LogLine[] = [];
  const log = logger({ level, now: () => 0, redactor: redactor(secrets), sink: (line) => lines.push(line) });
  return { lines, log };
}

describe("logger", () => {
  it("writes time, level, message, ids and fields", () => {
    const { lines, log } = capture();
    log.child({ agent: "security", runId: "r1" }).info("observed", { orders: 3 });
    expect(lines).toEqual([
      {
        time: "1970-01-01T00:00:00.000Z",
        level: "info",
        message: "observed",
        agent: "security",
        runId: "r1",
        orders: 3,
      },
    ]);
  });

  it.each([
    ["error", ["error"]],
    ["WARN", ["warn", "error"]],
    ["debug", ["debug", "info", "warn", "error"]],
    ["nonsense", ["info", "warn", "error"]],
  ])("with LOG_LEVEL=%s writes %j", (level, expected) => {
    const { lines, log } = capture(level);
    for (const each of ["debug", "info", "warn", "error"] as const) log[each]("x");
    expect(lines.map((line) => line.level)).toEqual(expected);
  });

  it("of a Worker has the level and hides the secrets of its environment", () => {
    const lines: LogLine[] = [];
    const env = { LOG_LEVEL: "warn", CJ_API_KEY: "hunter2hunter2" };
    const log = workerLog(
      env,
      { worker: "w" },
      () => 0,
      (line) => lines.push(line),
    );
    log.info("quiet");
    log.warn("sent hunter2hunter2");
    expect(lines).toMatchObject([{ level: "warn", worker: "w", message: "sent [hidden]" }]);
  });

  it("takes an error apart and hides secrets in what it says", () => {
    const { lines, log } = capture("info", ["hunter2hunter2"]);
    log.error("call failed", {
      error: new KitError({ code: "network", message: "down", detail: "sent hunter2hunter2", outcome: "unknown" }),
    });
    expect(lines[0]).toMatchObject({ error: { code: "network", about: "sent [hidden]", outcome: "unknown" } });
  });
});

describe("redactor", () => {
  const shapes = {
    shopify: `shpat_${"a1b2c3d4".repeat(4)}`,
    bearer: "Bearer abcdefghijklmnop",
    jwt: `eyJ${"a".repeat(12)}.${"b".repeat(12)}.${"c".repeat(12)}`,
    openai: `sk-proj-${"x".repeat(24)}`,
    aws: `AKIA${"ABCDEFGH12345678"}`,
    github: `ghp_${"z".repeat(30)}`,
    url: "https://user:pa55word@host/path",
    key: "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----",
  };

  it.each(Object.entries(shapes))("hides a %s secret inside a text", (_, secret) => {
    const out = redactor().text(`before ${secret} after`);
    expect(out).toContain("before");
    expect(out).toContain("[hidden]");
    for (const part of secret
      .split(/[\s/:@.]+/)
      .filter((word) => /^(pa55|MIIB|shpat|abcd|eyJ|b{4}|sk-|AKIA|ghp)/.test(word)))
      expect(out).not.toContain(part);
  });

  it("hides by value what was learned later, the longer of two nested secrets first", () => {
    const redact = redactor(["abcdef"]);
    redact.learn("abcdefghij");
    expect(redact.text("x abcdefghij y abcdef z")).toBe("x [hidden] y [hidden] z");
  });

  it("hides fields named like secrets, deep, without touching counts of tokens or its input", () => {
    const input = {
      headers: { Authorization: "abc", "x-api-key": "k" },
      nested: [{ password: "p" }],
      tokens: 12,
      token: 3,
    };
    expect(redactor().value(input)).toEqual({
      headers: { Authorization: "[hidden]", "x-api-key": "[hidden]" },
      nested: [{ password: "[hidden]" }],
      tokens: 12,
      token: 3,
    });
    expect(input.headers.Authorization).toBe("abc");
  });

  it("leaves short values alone, because hiding them would garble every line", () => {
    expect(redactor(["test"]).text("a test")).toBe("a test");
  });
});
