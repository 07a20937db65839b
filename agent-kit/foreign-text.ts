/**
 * What engines and platforms say about themselves: identifiers, codes and numbers in fixed sentences. A sentence that is
 * none of these may quote anybody, and a bare name looks like any other word.
 */
const knownSentences: readonly RegExp[] = [
  /^Cannot (?:read|set) properties of (?:undefined|null) \((?:reading|setting) '[\w$]+'\)$/,
  /^[\w$.]+ is not (?:a function|a constructor|defined|iterable|async iterable)$/,
  /^Cannot access '[\w$]+' before initialization$/,
  /^(?:Assignment to constant variable|Invalid time value|Invalid array length|Division by zero)\.?$/,
  /^Maximum call stack size exceeded\.?$/,
  /^Invalid URL(?: string)?\.?$/,
  /^The operation was aborted(?: due to timeout)?\.?$/,
  /^D1_(?:ERROR|EXEC_ERROR|TYPE_ERROR): (?:(?:no such (?:table|column|index|function)|ambiguous column name): [\w.]+|(?:UNIQUE|CHECK|NOT NULL|FOREIGN KEY) constraint failed(?:: [\w., ]+)?|near "[\w(),.]{1,20}": syntax error|incomplete input|datatype mismatch|malformed JSON|bad JSON path: '[\w$.]+'|too many SQL variables|string or blob too big|database is locked|Wrong number of parameter bindings for SQL query\.|Network connection lost\.|D1 DB is overloaded\.[\w ,.]*)(?: at offset \d+)?(?:: SQLITE_\w+)?(?: \(extended: SQLITE_\w+\))?$/,
  /^KV (?:GET|PUT|DELETE|LIST|GET_BULK) failed: \d{3}[ A-Za-z]*$/,
  /^Network connection lost\.?$/,
  /^fetch failed(?: (?:connect|read|write|getaddrinfo) E[A-Z_]+(?: 127\.0\.0\.1:\d+)?)?$/,
  /^internal error(?:; reference = [a-z0-9]+)?$/,
  /^Durable Object (?:reset because its code was updated|storage operation exceeded timeout which caused object to be reset|is overloaded\.[\w .]*)\.?$/,
  /^Worker exceeded (?:CPU|memory) (?:time )?limit\.?$/,
  /^Too many subrequests(?: by single Worker invocation)?\.?$/,
  /^The RPC receiver does not implement the method "\w+"\.$/,
  /^(?:connect|read|write|getaddrinfo) E[A-Z_]+(?: 127\.0\.0\.1:\d+)?$/,
  /^E[A-Z_]{3,}$/,
];

/** Beginnings that say what went wrong, of sentences whose end quotes what was read. */
const knownBeginnings: readonly RegExp[] = [
  /^Unexpected (?:token|end of JSON input|non-whitespace character)/,
  /^Expected (?:property name|double-quoted property name|',' or '[}\]]')/,
  /^(?:Unterminated string|Bad (?:control character|escaped character)) in JSON/,
];

/**
 * The text of somebody else (a thrown error, a vendor's reply) as far as it may be kept: whole when it is one of the known
 * sentences, else its known beginning, else only its length. Nothing unknown is passed on, because it may name a person.
 */
export function foreignText(text: string): string {
  const [name = ""] = text.match(/^(?:[A-Z][A-Za-z]*)?Error: /) ?? [];
  const said = text.slice(name.length).trimEnd();
  if (said === "" || knownSentences.some((sentence) => sentence.test(said))) return text;
  for (const beginning of knownBeginnings) {
    const [known] = said.match(beginning) ?? [];
    if (known !== undefined) return known === said ? text : `${name}${known} … ${withheld(said.length - known.length)}`;
  }
  return `${name}${withheld(said.length)}`;
}

function withheld(length: number): string {
  return `[${length} ${length === 1 ? "character" : "characters"} withheld]`;
}
