import { createHash } from "node:crypto";
import { recordEffect } from "../../store/effects.ts";
import { isoTime } from "../../store/shop.ts";
import { emit } from "../../webhooks/outbox.ts";
import { customerBody, orderBody, productBody } from "../../webhooks/payloads.ts";
import { invalidId } from "../errors.ts";
import type { Call, Resolvers, UserError } from "../resolver.ts";
import { readNode } from "./node.ts";

interface MetafieldRow {
  id: number;
  owner: string;
  namespace: string;
  key: string;
  type: string;
  value: string;
  updated_ms: number;
}

export interface MetafieldInput {
  ownerId: string;
  namespace?: string;
  key: string;
  type?: string;
  value: string;
  compareDigest?: string | null;
}

function digest(value: string): string {
  return createHash("sha256").update(value).digest("hex");
}

/** Metafields are kept by the owner's type and local number. */
export function ownerKey(call: Call, gid: string): string | undefined {
  const parsed = call.shop.gids.parse(gid);
  return parsed && `${parsed.type} ${parsed.local}`;
}

function findMetafield(call: Call, owner: string, namespace: string, key: string): MetafieldRow | undefined {
  return call.shop.database.get<MetafieldRow>(
    "SELECT 'Metafield' AS __typename, * FROM metafield WHERE owner = ? AND namespace = ? AND key = ?",
    owner,
    namespace,
    key,
  );
}

/** Writes one metafield, as a mutation named `root` does. */
export function writeMetafield(call: Call, input: MetafieldInput, root: string): MetafieldRow | undefined {
  const owner = ownerKey(call, input.ownerId);
  if (owner === undefined) return undefined;
  const namespace = input.namespace ?? "app";
  const before = findMetafield(call, owner, namespace, input.key);
  const nowMs = call.shop.clock.now();
  call.shop.database.run(
    `INSERT INTO metafield (owner, namespace, key, type, value, created_ms, updated_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)
     ON CONFLICT DO UPDATE SET type = excluded.type, value = excluded.value, updated_ms = excluded.updated_ms`,
    owner,
    namespace,
    input.key,
    input.type ?? before?.type ?? "single_line_text_field",
    input.value,
    nowMs,
  );
  recordEffect(call.shop, {
    kind: "metafield",
    root,
    target: `${input.ownerId} ${namespace}.${input.key}`,
    before: before?.value,
    after: input.value,
    client: call.client,
  });
  return findMetafield(call, owner, namespace, input.key);
}

function setMetafields(call: Call, inputs: MetafieldInput[]) {
  const userErrors = inputs.flatMap((input, index): (UserError & { elementIndex: number })[] => {
    const fail = (field: string, message: string, code: string) => [
      { field: ["metafields", `${index}`, field], message, code, elementIndex: index },
    ];
    const owner = ownerKey(call, input.ownerId);
    if (owner === undefined || readNode(call, input.ownerId) === null) {
      return fail("ownerId", "Owner does not exist.", "INVALID");
    }
    const present = findMetafield(call, owner, input.namespace ?? "app", input.key);
    if (present === undefined && input.type === undefined) return fail("type", "Type can't be blank", "BLANK");
    if (input.compareDigest === undefined) return [];
    const actual = present === undefined ? null : digest(present.value);
    return actual === input.compareDigest
      ? []
      : fail(
          "compareDigest",
          "The resource has been updated since it was loaded. Try again with an updated `compareDigest` value.",
          "STALE_OBJECT",
        );
  });
  if (inputs.length > 25) {
    const message = "Exceeded the maximum metafields input limit of 25.";
    return {
      metafields: null,
      userErrors: [{ field: ["metafields"], message, code: "LESS_THAN_OR_EQUAL_TO", elementIndex: null }],
    };
  }
  if (userErrors.length > 0) return { metafields: null, userErrors };
  return { metafields: inputs.map((input) => writeMetafield(call, input, "metafieldsSet")), userErrors: [] };
}

interface DefinitionInput {
  ownerType: string;
  namespace?: string;
  key: string;
  name: string;
  type: string;
}

function createDefinition(call: Call, input: DefinitionInput) {
  const namespace = input.namespace ?? "app";
  const inserted = call.shop.database.get<{ id: number }>(
    `INSERT OR IGNORE INTO metafield_definition (owner_type, namespace, key, name, type) VALUES (?, ?, ?, ?, ?) RETURNING id`,
    input.ownerType,
    namespace,
    input.key,
    input.name,
    input.type,
  );
  if (inserted === undefined) {
    const message = `Key is in use for ${input.ownerType} metafields on the '${namespace}' namespace.`;
    return { createdDefinition: null, userErrors: [{ field: ["definition", "key"], message, code: "TAKEN" }] };
  }
  const id = call.shop.gids.gid("MetafieldDefinition", inserted.id);
  return { createdDefinition: { id, namespace, key: input.key, ownerType: input.ownerType }, userErrors: [] };
}

const TAGGED = {
  Product: { table: "product", topic: "PRODUCTS_UPDATE", body: productBody },
  Order: { table: "orders", topic: "ORDERS_UPDATED", body: orderBody },
  Customer: { table: "customer", topic: "CUSTOMERS_UPDATE", body: customerBody },
} as const;

function changeTags(call: Call, root: string, gid: string, change: (tags: string[]) => string[]) {
  const { database, clock, gids } = call.shop;
  const parsed = gids.parse(gid);
  if (parsed === undefined) throw invalidId(gid);
  const kind = TAGGED[parsed.type as keyof typeof TAGGED];
  if (kind === undefined || readNode(call, gid) === null) {
    return { node: null, userErrors: [{ field: ["id"], message: `${parsed.type} does not exist` }] };
  }
  const row = database.get<{ tags: string }>(`SELECT tags FROM ${kind.table} WHERE id = ?`, parsed.local);
  const before = JSON.parse(row?.tags ?? "[]") as string[];
  const after = change(before);
  const nowMs = clock.now();
  if (before.join() !== after.join()) {
    database.run(
      `UPDATE ${kind.table} SET tags = ?, updated_ms = ? WHERE id = ?`,
      JSON.stringify(after),
      nowMs,
      parsed.local,
    );
    emit(call.shop, kind.topic, nowMs, () => kind.body(call.shop, parsed.local));
  }
  recordEffect(call.shop, { kind: "tags", root, target: gid, before, after, client: call.client });
  return { node: readNode(call, gid), userErrors: [] };
}

type TagArguments = { id: string; tags: string[] };

export const metafieldResolvers: Resolvers = {
  Mutation: {
    tagsAdd: (_: unknown, { id, tags }: TagArguments, call: Call) =>
      changeTags(call, "tagsAdd", id, (before) => [...new Set([...before, ...tags.map((tag) => tag.trim())])].sort()),
    tagsRemove: (_: unknown, { id, tags }: TagArguments, call: Call) =>
      changeTags(call, "tagsRemove", id, (before) => before.filter((tag) => !tags.includes(tag))),
    metafieldsSet: (_: unknown, { metafields }: { metafields: MetafieldInput[] }, call: Call) =>
      setMetafields(call, metafields),
    metafieldDefinitionCreate: (_: unknown, { definition }: { definition: DefinitionInput }, call: Call) =>
      createDefinition(call, definition),
  },
  Metafield: {
    id: (row: MetafieldRow, _: unknown, { shop }: Call) => shop.gids.gid("Metafield", row.id),
    compareDigest: (row: MetafieldRow) => digest(row.value),
    updatedAt: (row: MetafieldRow) => isoTime(row.updated_ms),
  },
};
