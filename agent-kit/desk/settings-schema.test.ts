import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { scheduleSettings } from "../schedule-settings.ts";
import { settingsSchema } from "./settings-schema.ts";

describe("a settings schema", () => {
  const whole = z.object({
    schedule: scheduleSettings,
    share: z._default(z.number().check(z.gte(0), z.lte(1), z.describe("A share")), 0.5),
    above: z.number().check(z.gt(0), z.lt(9)),
    steps: z.number().check(z.multipleOf(5)),
    any: z.int(),
    count: z._default(z.int().check(z.gte(1), z.lte(20)), 3),
    word: z.string().check(z.minLength(2), z.maxLength(80)),
    mail: z.optional(z.email()),
    day: z.string().check(z.regex(/^\d{4}-\d\d$/)),
    on: z._default(z.boolean(), true),
    level: z._default(z.enum(["critical", "warning"]), "critical"),
    hours: z.nullable(z.object({ from: z.string(), to: z.optional(z.string()) })),
    words: z._default(z.array(z.string()).check(z.maxLength(4)), []),
    rates: z._default(z.record(z.string().check(z.length(3)), z.number()), {}),
    group: z.prefault(z.object({ a: z._default(z.number(), 1) }), {}).check(z.describe("Together")),
  });

  it("is what zod itself says of it", () => {
    expect(settingsSchema(whole)).toEqual(z.toJSONSchema(whole, { io: "input" }));
  });

  it("refuses what no form has a field for", () => {
    expect(() => settingsSchema(z.object({ when: z.date() }))).toThrow('"date"');
  });
});
