import { report } from "../connect/report.ts";
import type { Handlers } from "../context.ts";

export const connectHandlers: Handlers<"connect.report"> = {
  "connect.report": (_input, context) => report(context),
};
