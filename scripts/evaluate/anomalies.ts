import { z } from "zod/mini";
import { findAnomalies } from "#core/anomalies/seasonal-esd.ts";
import { eachLine } from "./task.ts";

const line = z.object({ x: z.array(z.number()), period: z._default(z.int().check(z.gte(1)), 1) });

export const anomaliesTask = eachLine(line, ({ x, period }) => ({ result: { indices: findAnomalies(x, period) } }));
