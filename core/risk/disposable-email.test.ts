import { expect, it } from "vitest";
import { isDisposable } from "./disposable-email.ts";

it("knows throw-away mailboxes and their subdomains, and no address that only looks like one", () => {
  const disposable = ["a@mailinator.com", "a@x.Mailinator.com ", "a@yopmail.fr"].map(isDisposable);
  const real = ["a@notmailinator.com", "mailinator.com", "a@gmail.com", ""].map(isDisposable);
  expect([disposable, real].flat()).toEqual([true, true, true, false, false, false, false]);
});
