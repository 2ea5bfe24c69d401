/** The numbers that name a family across the boundary: native/core/distributions/distribution.h. */
export const families = {
  normal: 0,
  student: 1,
  beta: 2,
  gamma: 3,
  fisher: 4,
  binomial: 5,
  hypergeometric: 6,
  noncentralT: 7,
} as const;

export const measures = {
  cdf: 0,
  survival: 1,
  logCdf: 2,
  logSurvival: 3,
  quantile: 4,
  inverseSurvival: 5,
} as const;

export type FamilyNumber = (typeof families)[keyof typeof families];
export type MeasureNumber = (typeof measures)[keyof typeof measures];

/** native/addon/bindings/distributions_binding.cpp. Unused parameters are 0. */
export interface DistributionsBinding {
  /** @throws BAD_INPUT for NaN, a probability outside [0, 1] or parameters outside their range */
  distributionsAt(
    family: FamilyNumber,
    measure: MeasureNumber,
    x: number,
    first: number,
    second: number,
    third: number,
  ): number;
  /** The same for every element; a new array of the same length. */
  distributionsEach(
    family: FamilyNumber,
    measure: MeasureNumber,
    x: Float64Array,
    first: number,
    second: number,
    third: number,
  ): Float64Array;
}
