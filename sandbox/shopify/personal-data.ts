import type { GraphQLError } from "graphql";
import { fieldError } from "./errors.ts";

/** Shopify's protected customer fields (level 2): name, address, e-mail and phone, by the type they stand on. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Customer: ["firstName", "lastName", "displayName", "email", "phone", "defaultPhoneNumber"],
  CustomerEmailAddress: ["emailAddress"],
  Order: ["email", "phone"],
};
const OBJECTS = ["MailingAddress"];
const documentation = "https://shopify.dev/docs/apps/launch/protected-customer-data";

/** How a protected field, or one that returns a protected object, is refused; null when it is neither. */
export function refusePersonal(owner: string, fieldName: string, returned: string): (() => GraphQLError) | null {
  const isField = FIELDS[owner]?.includes(fieldName) ?? false;
  if (!isField && !OBJECTS.includes(returned)) return null;
  const what = isField ? `use the ${fieldName} field` : `access the ${returned} object`;
  const message = `This app is not approved to ${what}. See ${documentation} for more details.`;
  return () => fieldError("ACCESS_DENIED", message, { documentation });
}
