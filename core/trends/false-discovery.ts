/**
 * Which of many tests may be called findings when at most a share `q` of the findings is to be false (Benjamini &
 * Hochberg, J. Royal Statistical Society B 57, 1995). Same order as given; a p that is not a number is never a finding.
 */
export function falseDiscoveryControl(pValues: readonly number[], q = 0.1): boolean[] {
  const order = pValues.map((_, index) => index).filter((index) => pValues[index]! >= 0);
  order.sort((a, b) => pValues[a]! - pValues[b]!);
  let findings = 0;
  order.forEach((index, rank) => {
    if (pValues[index]! <= (q * (rank + 1)) / order.length) findings = rank + 1;
  });
  const accepted = new Set(order.slice(0, findings));
  return pValues.map((_, index) => accepted.has(index));
}
