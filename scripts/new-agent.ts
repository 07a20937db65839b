import { scaffold } from "./new-agent/scaffold.ts";
import { root } from "./platform/paths.ts";

/** `npm run new:agent <id> -- --cron "…"`: three files and one binding; nothing else is edited. */
const args = process.argv.slice(2);
const at = args.indexOf("--cron");
const cron = at === -1 ? undefined : args[at + 1];
const [id] = args.filter((_, index) => at === -1 || (index !== at && index !== at + 1));
if (!id || !cron) {
  console.error('usage: npm run new:agent <id> -- --cron "7 * * * *"');
  process.exit(2);
}
const made = scaffold({ root, id, cron });
if ("problem" in made) {
  console.error(made.problem);
  process.exit(1);
}
for (const file of made.files) console.log(`wrote ${file}`);
console.log(
  `added ${made.binding} to wrangler.toml\nIt runs with the next npm start, in shadow. Its thinking goes into decide.ts.`,
);
