import { agentContract } from "#tests/workers/agent-contract.ts";
import { ProductResearch } from "#tests/workers/all.ts";
import { conclusion } from "./snapshot.fixture.ts";

agentContract({ Agent: ProductResearch, snapshot: conclusion() });
