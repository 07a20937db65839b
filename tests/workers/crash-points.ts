import { killer } from "./killer.ts";
import { mailbox } from "./kit-harness.ts";
import { type Desk, work } from "./ledger-harness.ts";

/** Runs `attempt` for the 0th, 1st, 2nd … operation, before and after, until one is beyond the last; answers how many died. */
export async function throughAllPoints(
  attempt: (point: { at: number; when: "before" | "after" }, round: number) => Promise<boolean>,
): Promise<number> {
  let died = 0;
  for (let at = 0; at < 60; at += 1) {
    const before = await attempt({ at, when: "before" }, 2 * at);
    if (!before) return died;
    await attempt({ at, when: "after" }, 2 * at + 1);
    died += 2;
  }
  throw new Error("there is no end to its operations");
}

/** Works the action in an invocation that dies at this point; true when it did. */
export async function killedAt(
  desk: Desk,
  id: string,
  point: { at: number; when: "before" | "after" },
): Promise<boolean> {
  const killed = killer(point);
  const finished = killed.run(() => work(desk, id, killed.env));
  await Promise.race([finished, killed.death]);
  // What the dead one still had in hand must find nothing to do it with.
  await new Promise((done) => setTimeout(done, 5));
  mailbox.actions.length = 0;
  return killed.dead;
}
