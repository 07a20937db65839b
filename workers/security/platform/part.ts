import type { Part } from "../parts.ts";
import { decidePlatform } from "./decide.ts";
import { observePlatform } from "./observe.ts";
import { recordPlatform } from "./record.ts";
import type { PlatformKnowledge, PlatformSnapshot } from "./snapshot.ts";

export const platform: Part<PlatformSnapshot, PlatformKnowledge> = {
  observe: observePlatform,
  decide: (snapshot, _settings, now) => decidePlatform(snapshot, now),
  record: recordPlatform,
};
