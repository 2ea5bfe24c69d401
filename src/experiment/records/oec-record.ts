/** The overall criterion and how it was made. */
export interface OecRecord {
  /** Per-user objective: sum of weight x metric / scale. */
  readonly terms: readonly {
    /** Name of the metric. */
    readonly metric: string;
    /** Its weight, as the configuration has it; below 0 where less is better. */
    readonly weight: number;
    /** The unit one weight is worth: 1, the control's mean or the control's deviation. */
    readonly scale: number;
    /** Share of the variant - control difference of the OEC; null when that is 0. */
    readonly share: number | null;
  }[];
  /** What a metric is divided by before it is weighed. */
  readonly scaling: 'none' | 'relative' | 'standardised';
}
