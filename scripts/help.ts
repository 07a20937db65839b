const commands: [string, string][] = [
  ["npm start", "the whole system on this machine, and one signed-in link"],
  ["npm run dev", "the same; Workers and dashboard reload as you type"],
  ["npm run connect", "connects a real store: tries its credentials, says what they allow, writes .dev.vars"],
  ["npm test", "every test; the last line counts them (-- <filter> for some)"],
  ["npm run test:unit", "only what runs in Node, in seconds"],
  ["npm run test:slow", "the tables and floods that npm test samples, at their full size: hours"],
  ["npm run test:live -- <vendor> [--write]", "a supplier's contract against the vendor itself, with your credentials"],
  ["npm run check", "format, lint, types, architecture, configuration, variables, bundle sizes"],
  ["npm run coverage", "the tests, with the lines they reach"],
  ["npm run demo", "one run of everything on a throw-away store (-- --json)"],
  ["npm run backtest -- <agent>", "what an agent would have done on the running shop's past (--from --to --json)"],
  ["npm run bench -- <name>", "a benchmark, beside what it is compared to"],
  ["npm run evaluate -- <task>", "one of the algorithms over NDJSON, stdin to stdout"],
  ["npm run accuracy -- <data>", "how well the algorithms do on public data sets, each against its bound"],
  ["npm run train-text -- <data>", "trains the shipped text classifiers anew, and writes them into core/text/models"],
  ["npm run ops -- <operation> '<json>'", "any operation of the API from the shell (-- --list, -- --help <operation>)"],
  ['npm run new:agent <id> -- --cron "…"', "a new agent: three files and a binding"],
  ["npm run db -- generate <name>|apply|history|restore <point>", "migrations"],
  ["npm run deploy -- --dry-run", "what a deployment would send, in its order; without the flag it does"],
  [
    "npm run sbom -- --write",
    "the deployment's bill of materials (CycloneDX), and the list the security agent asks about",
  ],
  ["npm run format · lint · typecheck", "parts of check"],
];

const width = Math.max(...commands.map(([command]) => command.length));
for (const [command, does] of commands) console.log(`${command.padEnd(width)}  ${does}`);
