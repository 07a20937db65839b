import { z } from "zod";
import { findAnomalies } from "#core/anomalies/seasonal-esd.ts";
import { eachLine } from "./task.ts";

const line = z.object({ x: z.array(z.number()), period: z.int().min(1).default(1) });

export const anomaliesTask = eachLine(line, ({ x, period }) => ({ result: { indices: findAnomalies(x, period) } }));
