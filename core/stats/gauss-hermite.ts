/** Nodes and weights of the nine-point Gauss-Hermite rule for a standard normal: E f(Z) = sum w_i f(z_i), exact to degree 17. */
export const NORMAL_NODES: readonly { readonly z: number; readonly weight: number }[] = [
  { z: 0, weight: 0.40634920634920635 },
  ...[
    [1.0232556637891326, 0.2440975028949394],
    [2.07684797867783, 0.04991640676521788],
    [3.2054290028564703, 0.0027891413212317692],
    [4.512745863399783, 2.2345844007746583e-5],
  ].flatMap(([z, weight]) => [
    { z: -z!, weight: weight! },
    { z: z!, weight: weight! },
  ]),
];
