import { agentContract } from "#tests/workers/agent-contract.ts";
import { InventoryPricing } from "#tests/workers/all.ts";
import { snapshotOfOneSeller } from "./snapshot.fixture.ts";

agentContract({ Agent: InventoryPricing, snapshot: snapshotOfOneSeller() });
