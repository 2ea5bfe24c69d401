/**
 * Where an increasing function passes 0, by bisection to the last bits. Many decisions of one experiment are monotone
 * in one statistic: finding the statistic at which the library changes its mind once replaces a call per run.
 */
export function threshold(increasing: (x: number) => number, low: number, high: number): number {
  let [below, above] = [low, high];
  for (let step = 0; step < 60 && above - below > 1e-13 * Math.max(1, Math.abs(above)); step++) {
    const middle = (below + above) / 2;
    if (increasing(middle) > 0) above = middle;
    else below = middle;
  }
  return (below + above) / 2;
}
