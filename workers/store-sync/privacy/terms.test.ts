import { describe, expect, it } from "vitest";
import { erased, mentions, termsOf, withoutContacts, withoutTerms } from "./terms.ts";

const person = {
  customer: "gid://shopify/Customer/71",
  email: "Ann.Lee@Shop.example",
  phone: "+44 7700 900123",
  orders: [],
  also: [],
};
const terms = termsOf(person);

describe("what a person is recognised by", () => {
  it("goes from a text however it is written", () => {
    expect(withoutTerms("mail ann.lee@shop.example or 447700900123, see gid://shopify/Customer/71.", terms)).toBe(
      `mail ${erased} or ${erased}, see ${erased}.`,
    );
  });

  it("is not taken for somebody whose id only begins alike", () => {
    const others = "gid://shopify/Customer/712 and 4477009001234";
    expect(withoutTerms(others, terms)).toBe(others);
    expect(mentions(others, terms)).toBe(false);
    expect(mentions('{"c":"gid://shopify/Customer/71"}', terms)).toBe(true);
  });

  it("is nothing that is too short to be theirs alone", () => {
    expect(termsOf({ customer: null, email: null, phone: "12345", orders: [], also: [] })).toEqual([]);
  });
});

describe("a contact in a document", () => {
  it("loses all its fields and says what to look for elsewhere", () => {
    const document = {
      order: { name: "#1001", lines: [{ name: "Mary Jane shoes", sku: "S1" }] },
      shippingAddress: { name: "Ann Lee", address1: "12 Long Street", city: "York", zip: "YO1 7HH", country: "GB" },
    };
    const { value, found } = withoutContacts(document);
    expect(value).toEqual({
      order: document.order,
      shippingAddress: { name: erased, address1: erased, city: erased, zip: erased, country: "GB" },
    });
    expect(found).toEqual(["12 Long Street", "Ann Lee"]);
    expect(document.shippingAddress.name).toBe("Ann Lee");
  });
});
