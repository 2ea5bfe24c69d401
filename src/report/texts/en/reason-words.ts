import { explainedValue } from './explain-user.js';

/** The reasons of a score in the columns of a file. */
export const reasonWords = {
  /** The user's value; `unseen`: a category that training never saw. */
  value: (value: number | string | null, unit: string | null, unseen: boolean): string =>
    `${explainedValue(value, unit)}${unseen ? ', which training never saw' : ''}`,
  /** Feature, value in words and direction. */
  reason: (title: string, value: string, raises: boolean): string =>
    `${title}: ${value} (${raises ? 'raises' : 'lowers'} the risk)`,
  /** A probability as users of a hundred; 0 = fewer than one, 100 = more than 99. */
  ofHundred: (users: number): string => {
    if (users === 0) return 'fewer than 1 of 100 such users leave';
    return `${users === 100 ? 'more than 99' : `about ${users}`} of 100 such users leave`;
  },
};
