const words = new Set(
  `a about active added address after all allowed already amount an and another any are assigned at authorized available be because been
  before both by can cancel cancelled canceled cannot capture captured carrier charge closed code company completed contain currency
  customer date deleted delivery discount do does doesn't draft edited email empty enabled error exceed exceeds exist exists expired
  failed field for found from fulfil fulfill fulfilled fulfillment fulfillments fulfilling gateway given greater has hasn't have hold
  holds id in inactive incomplete information input invalid inventory is isn't it item items later less line linked location locked
  long matching maximum merge method minimum missing more must no not number of on once one only open or order orders other out over
  paid partially payment pending permission phone please possible price processed processing product progress provide provided
  quantities quantity ready reason refund refundable refunded released remaining removed request requested required restock return
  returned returns scheduled sent service shipment shipped shipping short should status still store supported tag than that the there
  this to too total tracking transaction transactions try type unfulfilled unknown unsupported update updated url used valid value
  variant was while with within without you`.split(/\s+/),
);

/** Whether a sentence of the store's about an order is made of the trade's own words and small numbers, and so names nobody. */
export function isTradeTalk(sentence: string): boolean {
  const spoken = sentence.toLowerCase().match(/[\p{L}\p{N}'_@+-]+/gu) ?? [];
  return spoken.length > 0 && spoken.every((word) => words.has(word) || /^\d{1,6}$/.test(word));
}
