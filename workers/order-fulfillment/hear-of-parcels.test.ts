import { expect, it } from "vitest";
import { saysDelivered } from "./hear-of-parcels.ts";

it.each([
  "Delivered",
  "DELIVERED",
  "status_delivered",
  "Your parcel has been delivered",
  "Delivered to letterbox",
  "Successfully delivered, signed by recipient",
])("takes %j for the buyer's door", (text) => expect(saysDelivered(text)).toBe(true));

it.each([
  "",
  "In transit",
  "Out for delivery",
  "Undelivered",
  "NOT_DELIVERED",
  "The parcel could not be delivered: nobody at home",
  "Cannot be delivered",
  "Not yet delivered",
  "Will be delivered tomorrow",
  "Is being delivered",
  "Delivered to the local courier",
  "Delivered to airline",
  "Returned: delivered to sender",
])("does not take %j for it", (text) => expect(saysDelivered(text)).toBe(false));
