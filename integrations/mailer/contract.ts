import { isKitError } from "#agent-kit/errors.ts";
import type { ContractStep } from "#integrations/supplier/contract.ts";
import type { Mail, MailerPort } from "./port.ts";

export interface MailerContractOptions {
  from: string;
  /** An address of the vendor's own that takes mail in and shows it to nobody. */
  to: string;
  /** Sends one mail; without it only the list of sent mail is read. */
  write: boolean;
  /** Ours, never used before. */
  reference: string;
  pause(): Promise<void>;
}

type Step = Omit<ContractStep, "name">;

/** What every mailer's adapter promises, step by step, whoever answers it: a double or the vendor itself. */
export async function* mailerContract(port: MailerPort, options: MailerContractOptions): AsyncGenerator<ContractStep> {
  const { from, to, write, reference, pause } = options;
  const subject = `Contract ${reference}`;
  const since = Date.now() - 60_000;
  const mail: Mail = { from, to, subject, text: "A test of the adapter.", idempotencyKey: reference };
  let id = "";

  yield {
    name: "find",
    ...(await tried(async () => kept((await port.find?.({ to, subject, since })) === null, "nothing there yet"))),
  };
  if (!write) {
    yield { name: "send", outcome: "left out", detail: "it would send a mail" };
    return;
  }
  await pause();
  yield {
    name: "send",
    ...(await tried(async () => {
      ({ id } = await port.send(mail));
      return kept(id !== "", id);
    })),
  };
  await pause();
  yield { name: "send again", ...(await tried(async () => kept((await port.send(mail)).id === id, "the same mail"))) };
  await pause();
  yield {
    name: "other words",
    ...(await tried(() =>
      port.send({ ...mail, text: "Other words." }).then(
        () => kept(false, "another mail went out under the same key"),
        (error: unknown) => kept(isKitError(error) && error.code === "mail-key-used", "refused"),
      ),
    )),
  };
  await pause();
  yield {
    name: "find",
    ...(await tried(async () => kept((await port.find?.({ to, subject, since }))?.id === id, "found"))),
  };
}

function kept(holds: boolean, detail: string): Step {
  return { outcome: holds ? "kept" : "broken", detail };
}

async function tried(step: () => Promise<Step>): Promise<Step> {
  try {
    return await step();
  } catch (error) {
    if (isKitError(error) && error.code === "mail-key-restricted") return { outcome: "cannot", detail: error.message };
    return { outcome: "broken", detail: isKitError(error) ? `${error.code}: ${error.message}` : String(error) };
  }
}
