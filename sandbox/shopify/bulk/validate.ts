import {
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from "graphql";
import type { AdminApi, Prepared } from "../admin-api.ts";
import { prepare } from "../admin-api.ts";

const MAX_QUERY_BYTES = 65_535;

export type BulkCheck = { kind: "ok"; request: Prepared } | { kind: "invalid"; message: string };

interface Seen {
  connections: number;
  depth: number;
  problem?: string;
}

/** The rules a bulk query must obey beyond being valid: few, shallow connections read through `edges { node }`. */
export function checkBulkQuery(api: AdminApi, query: string): BulkCheck {
  if (Buffer.byteLength(query) > MAX_QUERY_BYTES) return invalid("Query is too long (maximum is 65535 bytes)");
  const prepared = prepare(api, { query });
  if (prepared.kind === "unserved") return invalid(`The sandbox does not serve the root field ${prepared.root}`);
  if (prepared.kind === "refused") {
    const [first] = prepared.errors as { message: string }[];
    return invalid(`Invalid bulk query: ${first?.message}`);
  }
  const { request } = prepared;
  const root = api.schema.getQueryType();
  if (request.mutation || root === null || root === undefined) return invalid("Only queries can be run in bulk");
  if (request.roots.some((name) => name === "node" || name === "nodes")) {
    return invalid("Bulk queries cannot contain a top level `node` field.");
  }
  const seen: Seen = { connections: 0, depth: 0 };
  walk(api, request, { type: root, set: request.operation.selectionSet, depth: 0, inList: false, hasId: true }, seen);
  if (seen.problem !== undefined) return invalid(seen.problem);
  if (seen.connections === 0) return invalid("Bulk queries must contain at least one connection.");
  if (seen.connections > 5) return invalid("Bulk queries cannot contain more than 5 connections.");
  if (seen.depth > 2) return invalid("Bulk queries cannot contain connections with a nesting depth greater than 2.");
  return { kind: "ok", request };
}

function invalid(message: string): BulkCheck {
  return { kind: "invalid", message };
}

interface Place {
  type: GraphQLObjectType;
  set: SelectionSetNode;
  depth: number;
  inList: boolean;
  /** Whether the nearest node selects its plain id, as a nested connection needs. */
  hasId: boolean;
}

function walk(api: AdminApi, request: Prepared, place: Place, seen: Seen): void {
  for (const selection of place.set.selections) {
    if (selection.kind !== Kind.FIELD) {
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : request.fragments[selection.name.value];
      const narrowed = fragment?.typeCondition ? api.schema.getType(fragment.typeCondition.name.value) : place.type;
      if (fragment !== undefined && isObjectType(narrowed)) {
        walk(api, request, { ...place, type: narrowed, set: fragment.selectionSet }, seen);
      }
      continue;
    }
    const field = place.type.getFields()[selection.name.value];
    if (field === undefined || selection.selectionSet === undefined) continue;
    const type = getNamedType(field.type);
    if (!isObjectType(type)) continue;
    if (!type.name.endsWith("Connection")) {
      const inList = place.inList || isListOf(field.type);
      walk(api, request, { ...place, type, set: selection.selectionSet, inList }, seen);
      continue;
    }
    seen.connections++;
    seen.depth = Math.max(seen.depth, place.depth + 1);
    if (place.inList)
      seen.problem = "Queries that contain a connection field within a list field are not currently supported.";
    if (!place.hasId) {
      seen.problem =
        "The parent 'node' field for a nested connection must select the 'id' field without an alias and must be of 'ID' return type.";
    }
    walkNodes(api, request, { ...place, type, set: selection.selectionSet }, seen);
  }
}

function walkNodes(api: AdminApi, request: Prepared, place: Place, seen: Seen): void {
  for (const selection of place.set.selections) {
    if (selection.kind !== Kind.FIELD) continue;
    const { value: name } = selection.name;
    if (name === "nodes")
      seen.problem = "Bulk queries read connections through `edges { node }`; `nodes` is not supported.";
    const type = getNamedType(place.type.getFields()[name]?.type ?? place.type);
    if (selection.selectionSet === undefined || !isObjectType(type)) continue;
    if (name === "edges") walkNodes(api, request, { ...place, type, set: selection.selectionSet }, seen);
    if (name === "node") {
      const hasId = selectsPlainId(request, selection.selectionSet);
      const below = { type, set: selection.selectionSet, depth: place.depth + 1, inList: false, hasId };
      walk(api, request, below, seen);
    }
  }
}

function selectsPlainId(request: Prepared, set: SelectionSetNode): boolean {
  return set.selections.some((selection) => {
    if (selection.kind === Kind.FIELD) return selection.name.value === "id" && selection.alias === undefined;
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : request.fragments[selection.name.value];
    return fragment !== undefined && selectsPlainId(request, fragment.selectionSet);
  });
}

export function isListOf(type: GraphQLOutputType): boolean {
  return isListType(getNullableType(type));
}
