/** Relative size of what rounding leaves of a spread that is not there. */
export const rounding = { error: 1e-15, square: 1e-14 };

/** Whether a sum of squares is only what its large terms lose when they cancel. */
export function isRounding(square: number, terms: number): boolean {
  return !(square > rounding.square * terms);
}
