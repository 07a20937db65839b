import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  visit,
} from "graphql";

export const SHOPIFY_FOLDER = join(import.meta.dirname, "..", "..", "integrations", "shopify");
export const SDL_FILE = join(SHOPIFY_FOLDER, "schema", "admin-2026-10.graphql");
export const ACCESS_FILE = join(SHOPIFY_FOLDER, "schema", "access.json");

export interface CommittedOperation {
  name: string;
  definition: OperationDefinitionNode;
  /** Every fragment it reaches, in order of first use. */
  fragments: FragmentDefinitionNode[];
  /** Goes to the vendor as the text inside bulkOperationRunQuery, never as a request of its own. */
  bulk: boolean;
}

/** Reads every .graphql file of the Shopify adapter, sorted by operation name so that generated files are stable. */
export function readOperations(folder = join(SHOPIFY_FOLDER, "operations")): CommittedOperation[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".graphql"));
  const parsed = files.sort().map((file) => ({ file, document: parse(readFileSync(join(folder, file), "utf8")) }));
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const { document } of parsed)
    for (const node of document.definitions)
      if (node.kind === Kind.FRAGMENT_DEFINITION) {
        if (fragments.has(node.name.value)) throw new Error(`fragment ${node.name.value} is defined twice`);
        fragments.set(node.name.value, node);
      }
  const operations: CommittedOperation[] = [];
  for (const { file, document } of parsed)
    for (const node of document.definitions)
      if (node.kind === Kind.OPERATION_DEFINITION) {
        if (!node.name) throw new Error(`${file} holds an operation without a name`);
        operations.push({
          name: node.name.value,
          definition: node,
          fragments: reachableFragments(node, fragments),
          bulk: file.startsWith("bulk/"),
        });
      }
  return operations.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function reachableFragments(
  root: OperationDefinitionNode,
  all: ReadonlyMap<string, FragmentDefinitionNode>,
): FragmentDefinitionNode[] {
  const found = new Map<string, FragmentDefinitionNode>();
  const walk = (node: OperationDefinitionNode | FragmentDefinitionNode) => {
    visit(node, {
      FragmentSpread(spread) {
        const name = spread.name.value;
        if (found.has(name)) return;
        const fragment = all.get(name);
        if (!fragment) throw new Error(`fragment ${name} is not defined`);
        found.set(name, fragment);
        walk(fragment);
      },
    });
  };
  walk(root);
  return [...found.values()];
}

/** One executable document: the operation with the fragments it needs and no others. */
export function documentOf(operation: CommittedOperation): DocumentNode {
  return { kind: Kind.DOCUMENT, definitions: [operation.definition, ...operation.fragments] };
}

/** All operations and each fragment once. */
export function documentOfAll(operations: readonly CommittedOperation[]): DocumentNode {
  const fragments = new Set(operations.flatMap((operation) => operation.fragments));
  return { kind: Kind.DOCUMENT, definitions: [...operations.map((operation) => operation.definition), ...fragments] };
}
