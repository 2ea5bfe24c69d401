/** What an experiment of a size can find, and when it may stop. */
export interface PlannerDocument {
  /** Users of each arm. */
  readonly size: { readonly control: number; readonly treatment: number; readonly method: string };
  /** Users that several looks take at most: `inflation` times the size. */
  readonly largest: number;
  readonly inflation: number;
  /** Power by users of the control. */
  readonly power: readonly { readonly control: number; readonly power: number }[];
  /** Users of both arms by effect. */
  readonly effects: readonly { readonly effect: number; readonly users: number }[];
  /** Limits of the looks. z is null where a look is too early to stop at. */
  readonly looks: readonly {
    readonly time: number;
    readonly z: number | null;
    readonly nominalP: number;
    readonly alphaSpent: number;
  }[];
}
