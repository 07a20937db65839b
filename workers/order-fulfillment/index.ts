import { defineAgent } from "#agent-kit/define-agent.ts";
import { definition } from "./definition.ts";

export default defineAgent(definition());
