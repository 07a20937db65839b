import { expect, it } from "vitest";
import { postToSlack, slackBody } from "./client.ts";

const straight = {
  call: async <T>({ run }: { run(signal: AbortSignal): Promise<{ value: T }> }) =>
    (await run(new AbortController().signal)).value,
};

it("says nothing that the text could have made Slack do", () => {
  const { text, blocks } = slackBody({ title: "A & B", body: "<!channel> look <https://evil.example|here>" });
  expect(text).toBe("A &amp; B: &lt;!channel&gt; look &lt;https://evil.example|here&gt;");
  expect(JSON.stringify(blocks)).not.toContain("<!channel>");
});

it("cuts what Slack would refuse for its length", () => {
  const { blocks } = slackBody({
    title: "t".repeat(400),
    body: "b".repeat(9_000),
    link: { text: "Runbook", url: "https://x.example/r" },
  });
  expect(blocks[0]!.text.text).toHaveLength(150);
  expect(blocks[1]!.text.text.length).toBeLessThan(3_000);
  const grown = slackBody({ title: "t", body: "a<".repeat(2_000) }).blocks[1]!.text.text;
  expect(grown.length).toBeLessThanOrEqual(2_900);
  expect(grown).toMatch(/^(a&lt;)+a?…$/);
});

it("sends nothing in production to an address without TLS, and never names the address", async () => {
  const sent = postToSlack(
    { connection: straight, webhookUrl: "http://hooks.example/services/T/B/hush", environment: "production" },
    { title: "t", body: "b" },
  );
  await expect(sent).rejects.toMatchObject({ code: "bad-webhook-address", outcome: "not-sent" });
  await expect(sent).rejects.not.toThrow(/hush/);
});
