import { expect, it } from "vitest";
import type { Purchase } from "./api.ts";
import { mailSentence, purchasesSentence } from "./purchase-words.ts";

const purchase = (status: Purchase["status"], totalMinor = 10_000) =>
  ({ status, totalMinor, currency: "GBP" }) as Purchase;

it("says what is to be ordered and what is on its way", () => {
  expect(purchasesSentence([])).toBe("No purchase is to be ordered.");
  expect(purchasesSentence([purchase("draft"), purchase("draft", 2050), purchase("cancelled")])).toBe(
    "Two purchases are to be ordered, £121 in all.",
  );
  expect(purchasesSentence([purchase("sent")])).toBe("No purchase is to be ordered. One on the way.");
});

const mailed = (status: NonNullable<Purchase["mail"]>["status"], own: Partial<Purchase> = {}) =>
  mailSentence({
    status: "draft",
    mail: { actionId: "a", status, reason: null, to: "sales@weaver.example" },
    mailId: null,
    mailTriedAt: null,
    ...own,
  });

it("says what became of an order's mail, and warns where nobody knows", () => {
  expect(mailed("proposed")?.text).toBe("Its mail to sales@weaver.example waits for your yes.");
  expect(mailed("applying")?.text).toBe("Its mail to sales@weaver.example is on the way.");
  expect(mailed("applied", { status: "sent", mailId: "m" })?.text).toBe("Mailed to sales@weaver.example.");
  expect(mailed("unknown")).toMatchObject({ tone: "warn", text: expect.stringContaining("may or may not") });
  expect(mailed("dead", { mailTriedAt: 5 })).toMatchObject({ text: expect.stringMatching(/may have gone out\.$/) });
  expect(mailed("applied")?.text).toContain("as a person saw");
  expect(mailed("superseded", { status: "sent" })).toBeNull();
  expect(mailSentence({ status: "draft", mail: null, mailId: null, mailTriedAt: null })).toBeNull();
});
