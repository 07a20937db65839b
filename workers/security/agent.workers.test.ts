import { agentContract } from "#tests/workers/agent-contract.ts";
import { Security } from "#tests/workers/all.ts";
import { fraudSnapshot, lessons, orderToScore } from "./fraud/snapshot.fixture.ts";

const fraud = fraudSnapshot({ orders: [orderToScore(1, { avs: "mismatch" })], lessons: lessons() });
agentContract({ Agent: Security, snapshot: { fraud } });
