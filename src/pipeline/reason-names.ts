/** Column with the probability in words, where reasons are asked for. */
export const probabilityText = 'churn_prob_text';

/** The columns of one reason of a user. */
export interface ReasonNames {
  /** Column with the name of the feature. */
  readonly feature: string;
  /** Column with the user's value, as the input has it; empty where it is missing. */
  readonly value: string;
  /** Column with what the feature adds to the log odds before calibration. */
  readonly contribution: string;
  /** Column with feature, value and direction in words. */
  readonly text: string;
}

/** @param number of the reason, from 1; the first is the strongest */
export const reasonNames = (number: number): ReasonNames => ({
  feature: `reason_${number}_feature`,
  value: `reason_${number}_value`,
  contribution: `reason_${number}_contribution`,
  text: `reason_${number}_text`,
});

/** Every column that `count` reasons a user add to the scores, in their order. */
export const reasonColumnNames = (count: number): readonly string[] =>
  count === 0
    ? []
    : [
        probabilityText,
        ...Array.from({ length: count }, (_, i) => Object.values(reasonNames(i + 1)) as string[]).flat(),
      ];

/** Those of `names` that are columns of reasons. */
export const reasonColumnsIn = (names: readonly string[]): readonly string[] =>
  names.filter(
    (name) => name === probabilityText || /^reason_[1-9]\d*_(feature|value|contribution|text)$/.test(name),
  );
