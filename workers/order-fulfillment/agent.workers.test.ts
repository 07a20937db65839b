import { agentContract } from "#tests/workers/agent-contract.ts";
import { OrderFulfillment } from "#tests/workers/all.ts";
import { readyOrder, snapshotOf } from "./snapshot.fixture.ts";

agentContract({ Agent: OrderFulfillment, snapshot: snapshotOf([readyOrder()]) });
