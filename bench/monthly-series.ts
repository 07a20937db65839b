/**
 * Invented monthly series of 60 to 126 values: level, drift, a season in two thirds of them, and noise; the same ones on
 * every run (a 32-bit linear congruential generator, Numerical Recipes' constants).
 */
export function monthlySeries(count: number): number[][] {
  let state = 20_260_101;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return Array.from({ length: count }, (_, index) => {
    const length = 60 + Math.floor(67 * uniform());
    const swing = index % 3 === 0 ? 0 : 0.1 + 0.3 * uniform();
    const drift = 0.004 * normal();
    let level = Math.log(500 + 5000 * uniform());
    return Array.from({ length }, (_, t) => {
      level += drift + 0.03 * normal();
      return Math.round(100 * Math.exp(level + swing * Math.sin((2 * Math.PI * t) / 12) + 0.05 * normal())) / 100;
    });
  });
}
