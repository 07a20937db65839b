import { expect, it } from "vitest";
import { reasonText, startWords, topicsText } from "./start-words.ts";

it("says what started a run without the machine's words", () => {
  expect(startWords("cron")).toBe("schedule");
  expect(startWords("wake")).toBe("news from the store");
});

it("names what wakes an agent, and leaves a topic it does not know readable", () => {
  expect(topicsText(["orders", "import.completed", "gift-cards.sold"])).toBe(
    "orders, the end of an import, gift cards sold",
  );
});

it("says what a held connection means for the agent", () => {
  expect(reasonText("cj: forced-open")).toBe("CJdropshipping is cut off by hand.");
  expect(reasonText("shopify: open")).toBe("Shopify lets nothing through after failures.");
  expect(reasonText("feed: unreachable")).toBe("Supplier feed: its state is not known.");
  expect(reasonText("shopify: not configured")).toBe("Shopify is not configured.");
  expect(reasonText("3 failed runs in a row")).toBe("3 failed runs in a row");
});
