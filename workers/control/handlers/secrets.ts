import type * as z from "zod/mini";
import type { SecretStanding } from "#agent-kit/secrets.ts";
import type { secret } from "#schemas/api/secrets.ts";
import { auditEntry, auditStatement } from "../audit.ts";
import type { Handlers } from "../context.ts";
import { refused } from "../http/refused.ts";
import { secretNames } from "../secret-names.ts";
import { resolver } from "../secrets.ts";

export const secretHandlers: Handlers<"secrets.list" | "secrets.refresh"> = {
  async "secrets.list"(_input, { env }) {
    const own = resolver(env);
    const items = await Promise.all(Object.keys(secretNames).map(async (name) => shown(await own.standing(name))));
    return { items };
  },

  async "secrets.refresh"({ name }, context) {
    const { env, clock } = context;
    if (!(name in secretNames)) throw refused("not-found", `There is no secret "${name}".`);
    const { value: _, ...standing } = await resolver(env).refresh(name);
    const detail = { status: standing.status, provider: standing.provider };
    await auditStatement(env.DB, auditEntry(context, { operation: "secrets.refresh", subject: name, detail })).run();
    return { ...shown(standing), at: clock.now() };
  },
};

function shown({ name, status, provider, ageMs }: SecretStanding): z.infer<typeof secret> {
  return { name, status, provider, ageMs, usedBy: secretNames[name] ?? [] };
}
