import { useId, useMemo, useState } from "react";
import { useLocation } from "wouter";
import { useAgents, useAgentWrite } from "../features/agents/api.ts";
import { shortName } from "../features/agents/standing.ts";
import { useCards } from "../features/proposals/api.ts";
import { claim } from "../ledger/claim.ts";
import { messageOf } from "../lib/api/api-error.ts";
import { useRefusal } from "../lib/session/session-context.ts";
import { Dialog } from "../ui/dialog.tsx";
import { useSay } from "../ui/notices.tsx";
import { matches } from "./match.ts";
import { overseeing, places } from "./places.ts";
import { setTheme, themes } from "./theme.ts";

interface Command {
  name: string;
  what: string;
  run: () => void;
}

const mostShown = 12;

/** Go anywhere, or do something, by typing a part of its name. */
export function Palette({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState("");
  const [index, setIndex] = useState(0);
  const list = useId();
  const commands = useCommands();
  const found = useMemo(
    () => commands.filter((command) => matches(`${command.name} ${command.what}`, text)).slice(0, mostShown),
    [commands, text],
  );
  const chosen = Math.min(index, found.length - 1);
  const run = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    command.run();
  };
  return (
    <Dialog title="Go to or do something" hideTitle className="palette" onClose={onClose}>
      <input
        type="text"
        role="combobox"
        aria-label="Go to or do something"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={chosen >= 0 ? `${list}-${chosen}` : undefined}
        placeholder="Go to a page, an agent, a proposal …"
        autoComplete="off"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setIndex(0);
        }}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown") setIndex(Math.min(found.length - 1, chosen + 1));
          else if (event.key === "ArrowUp") setIndex(Math.max(0, chosen - 1));
          else if (event.key === "Enter") run(found[chosen]);
          else return;
          event.preventDefault();
        }}
      />
      <div role="listbox" id={list} aria-label="Results">
        {found.map((command, position) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys belong to the combobox above
          <div
            key={`${command.what} ${command.name}`}
            id={`${list}-${position}`}
            role="option"
            tabIndex={-1}
            aria-selected={position === chosen}
            onClick={() => run(command)}
            onPointerMove={() => setIndex(position)}
          >
            <span>{command.name}</span>
            <span>{command.what}</span>
          </div>
        ))}
        {found.length === 0 && <p className="faint">Nothing by that name.</p>}
      </div>
    </Dialog>
  );
}

function useCommands(): Command[] {
  const [, navigate] = useLocation();
  const agents = useAgents().data?.items ?? [];
  const cards = useCards().data?.items ?? [];
  const run = useAgentWrite("agents.run");
  const mayRun = useRefusal("operator") === null;
  const say = useSay();
  const go = (name: string, what: string, href: string): Command => ({ name, what, run: () => navigate(href) });
  return [
    ...[...places, ...overseeing].map(({ name, href }) => go(name, "page", href)),
    ...agents.map(({ id, name }) => go(shortName(name), "agent", `/agents/${id}`)),
    ...cards.slice(0, 20).flatMap((card) => {
      const [first] = card.rows;
      return first ? [go(claim(card), "proposal", card.count === 1 ? `/changes/${first.id}` : "/proposals")] : [];
    }),
    ...(mayRun ? agents : []).map(
      ({ id, name }): Command => ({
        name: `Run ${shortName(name)} now`,
        what: "do",
        run: () => {
          run.mutateAsync({ agent: id }).then(
            () => say(`Asked ${shortName(name)} for a run.`, { link: { href: `/agents/${id}`, name: "See ticks" } }),
            (error: unknown) => say(messageOf(error), { lasting: true }),
          );
        },
      }),
    ),
    ...themes.map((theme): Command => ({ name: `Theme: ${theme}`, what: "do", run: () => setTheme(theme) })),
  ];
}
