import type { SQLInputValue } from "node:sqlite";
import { readMeta } from "../store/clock.ts";
import type { Call } from "./resolver.ts";

export type Comparator = ":" | ":>=" | ":>" | ":<=" | ":<";

export interface Condition {
  sql: string;
  values: SQLInputValue[];
}

/** Turns one term's value into a condition; undefined when the value makes no sense for the field. */
export type Filter = (value: string, comparator: Comparator) => Condition | undefined;

interface Term {
  kind: "term";
  field: string | null;
  comparator: Comparator;
  value: string;
}
type Expression = Term | { kind: "not"; inner: Expression } | { kind: "and" | "or"; parts: Expression[] };

const TOKEN =
  /\s*(\(|\)|-(?=[^\s])|(?:([A-Za-z_][\w.]*)(:>=|:<=|:>|:<|:))?(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^\s()]+)))/y;

/**
 * A WHERE condition for Shopify's search text. As in Shopify, a term with an unknown field fails nothing: it filters
 * nothing, and a warning appears under `extensions.search`.
 */
export function searchCondition(
  call: Call,
  root: string,
  query: string | null | undefined,
  filters: Record<string, Filter>,
): Condition | undefined {
  if (query === null || query === undefined || query.trim() === "") return undefined;
  const warnings: unknown[] = [];
  const condition = toCondition(parse(query), (term) => {
    const filter = filters[term.field ?? "default"];
    const made = filter?.(term.value, term.comparator);
    if (made === undefined) {
      const code = filter === undefined ? "invalid_field" : "invalid_value";
      const what = filter === undefined ? "Invalid search field for this query." : "Invalid value for this field.";
      warnings.push({ field: term.field, message: what, code });
    }
    return made;
  });
  if (warnings.length > 0) call.searchWarnings.push({ path: [root], query, warnings });
  const fresh = indexed(call, filters);
  if (fresh === undefined || condition === undefined) return fresh ?? condition;
  return { sql: `(${condition.sql}) AND (${fresh.sql})`, values: [...condition.values, ...fresh.values] };
}

/** Search is eventually consistent: with a lag set, what changed since is not found yet. */
function indexed(call: Call, filters: Record<string, Filter>): Condition | undefined {
  const lagMs = Number(readMeta(call.shop.database, "search_lag_ms") ?? 0);
  if (lagMs === 0) return undefined;
  return filters.updated_at?.(new Date(call.shop.clock.now() - lagMs).toISOString(), ":<=");
}

function toCondition(expression: Expression, term: (term: Term) => Condition | undefined): Condition | undefined {
  if (expression.kind === "term") return term(expression);
  if (expression.kind === "not") {
    const inner = toCondition(expression.inner, term);
    return inner && { sql: `NOT (${inner.sql})`, values: inner.values };
  }
  const parts = expression.parts.map((part) => toCondition(part, term)).filter((part) => part !== undefined);
  // An unfiltered alternative makes the whole OR unfiltered; in an AND it simply drops out.
  if (parts.length === 0 || (expression.kind === "or" && parts.length < expression.parts.length)) return undefined;
  const joined = parts.map((part) => `(${part.sql})`).join(expression.kind === "or" ? " OR " : " AND ");
  return { sql: joined, values: parts.flatMap((part) => part.values) };
}

function parse(query: string): Expression {
  TOKEN.lastIndex = 0;
  const tokens: RegExpExecArray[] = [];
  for (let match = TOKEN.exec(query); match !== null; match = TOKEN.exec(query)) tokens.push(match);
  let at = 0;
  const or = (): Expression => {
    const parts = [and()];
    while (tokens[at]?.[6] === "OR") {
      at++;
      parts.push(and());
    }
    return parts.length === 1 ? parts[0]! : { kind: "or", parts };
  };
  const and = (): Expression => {
    const parts: Expression[] = [];
    while (at < tokens.length && tokens[at]![1] !== ")" && tokens[at]![6] !== "OR") {
      if (tokens[at]![6] === "AND") at++;
      else parts.push(one());
    }
    return parts.length === 1 ? parts[0]! : { kind: "and", parts };
  };
  const one = (): Expression => {
    const token = tokens[at++];
    if (token === undefined) return { kind: "and", parts: [] };
    if (token[1] === "-" || token[6] === "NOT") return { kind: "not", inner: one() };
    if (token[1] === "(") {
      const inner = or();
      if (tokens[at]?.[1] === ")") at++;
      return inner;
    }
    const value = (token[4] ?? token[5] ?? token[6] ?? "").replaceAll(/\\(.)/g, "$1");
    return { kind: "term", field: token[2] ?? null, comparator: (token[3] ?? ":") as Comparator, value };
  };
  return or();
}

const SQL_OPERATOR: Record<Comparator, string> = { ":": "=", ":>=": ">=", ":>": ">", ":<=": "<=", ":<": "<" };

export function timeFilter(column: string): Filter {
  return (value, comparator) => {
    const at = Date.parse(value);
    return Number.isNaN(at) ? undefined : { sql: `${column} ${SQL_OPERATOR[comparator]} ?`, values: [at] };
  };
}

export function numberFilter(column: string, scale = 1): Filter {
  return (value, comparator) => {
    const number = Number(value);
    return Number.isNaN(number)
      ? undefined
      : { sql: `${column} ${SQL_OPERATOR[comparator]} ?`, values: [Math.round(number * scale)] };
  };
}

/** Case does not matter, a trailing `*` matches any ending, and commas list alternatives. */
export function textFilter(column: string): Filter {
  return (value) => {
    const parts = value.split(",").map((part) => part.trim());
    return {
      sql: parts.map(() => `${column} LIKE ? ESCAPE '\\'`).join(" OR "),
      values: parts.map((part) => part.replaceAll(/[\\%_]/g, "\\$&").replace(/\*$/, "%")),
    };
  };
}

/** Any word inside the text. */
export function containsFilter(...columns: string[]): Filter {
  return (value) => ({
    sql: columns.map((column) => `${column} LIKE ? ESCAPE '\\'`).join(" OR "),
    values: columns.map(() => `%${value.replaceAll(/[\\%_]/g, "\\$&").replace(/\*$/, "")}%`),
  });
}

/** A JSON array column of tags. */
export function tagFilter(column: string): Filter {
  return (value) => ({
    sql: `EXISTS (SELECT 1 FROM json_each(${column}) AS tag WHERE tag.value LIKE ?)`,
    values: [value],
  });
}

/** Plain numbers or gids, compared as this shop's local numbers. */
export function idFilter(call: Call, type: string, column: string): Filter {
  const { gids } = call.shop;
  return (value, comparator) => {
    const locals = value.split(",").map((part) => {
      const gid = part.startsWith("gid:") ? part : `gid://shopify/${type}/${part}`;
      return gids.local(gid, type);
    });
    if (comparator !== ":") return { sql: `${column} ${SQL_OPERATOR[comparator]} ?`, values: [locals[0] ?? -1] };
    return { sql: `${column} IN (${locals.map(() => "?").join(", ")})`, values: locals };
  };
}

/** Fixed words, some of which stand for several stored values; an unknown word matches nothing. */
export function wordFilter(column: string, words: Record<string, string[]>): Filter {
  return (value) => {
    const wanted = value.split(",").flatMap((word) => words[word.trim().toLowerCase()] ?? []);
    if (wanted.length === 0) return { sql: "0", values: [] };
    return { sql: `${column} IN (${wanted.map(() => "?").join(", ")})`, values: wanted };
  };
}
