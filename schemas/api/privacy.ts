import * as z from "zod/mini";
import { operation } from "./operation.ts";
import { page, paging, time } from "./shapes.ts";

/** What the store asked about a person, and the proof of what was done: numbers and a keyed hash, no name. */
export const privacyRequest = z.object({
  id: z.string(),
  kind: z.string(),
  status: z.string(),
  subjectHash: z.string(),
  requestedAt: time,
  dueAt: time,
  doneAt: z.nullable(time),
  attempts: z.int(),
  error: z.nullable(z.string()),
  proof: z.nullable(z.record(z.string(), z.unknown())),
  /** Until when a data request's document can be fetched. */
  documentUntil: z.nullable(time),
});

export const listPrivacy = operation({
  id: "privacy.list",
  summary: "Requests about people's data, newest first, each with the proof of what was done",
  method: "GET",
  path: "/v1/privacy/requests",
  input: z.object(paging),
  output: page(privacyRequest),
  role: "admin",
  effect: "read",
});

export const privacyDocument = operation({
  id: "privacy.document",
  summary: "What we hold about the person of a data request, for the merchant to pass on; two weeks long",
  method: "GET",
  path: "/v1/privacy/requests/:request/document",
  input: z.object({ request: z.string().check(z.minLength(1), z.maxLength(100)) }),
  output: z.object({ document: z.record(z.string(), z.unknown()) }),
  role: "admin",
  effect: "read",
});
