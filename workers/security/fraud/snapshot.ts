export interface FraudSnapshot {
  newOrders: number;
}

export type FraudKnowledge = undefined;
