/**
 * native/addon/bindings/sequential_binding.cpp. Information is positive and increasing, in any unit; bounds are z values,
 * infinite where there is none. All throw BAD_INPUT for other input.
 */
export interface SequentialBinding {
  /** z at each look for a cumulative chance to stop under no effect (both sides together when twoSided). */
  sequentialSpending(information: Float64Array, spent: Float64Array, twoSided: boolean): Float64Array;
  /** z_k = C (t_k / t_K)^(shape - 1/2): shape 0 O'Brien-Fleming, 1/2 Pocock. */
  sequentialClassic(information: Float64Array, shape: number, alpha: number, twoSided: boolean): Float64Array;
  /** Chance to leave above at each look, then below at each look; drift per unit of information. */
  sequentialExits(
    information: Float64Array,
    lower: Float64Array,
    upper: Float64Array,
    drift: number,
  ): Float64Array;
}
