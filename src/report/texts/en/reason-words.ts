import type { ReasonWordsValues } from '../explain-values.js';
import { explainedValue } from './explain-user.js';

/** The reasons of a score in a column of a file. */
export const reasonWords = {
  /** Feature, value and direction. */
  short: ({ title, value, unit, unseen, raises }: ReasonWordsValues): string =>
    `${title}: ${explainedValue(value, unit)}${unseen ? ', which training never saw' : ''} (${raises ? 'raises' : 'lowers'} the risk)`,
  /** A probability as users of a hundred; 0 = fewer than one, 100 = more than 99. */
  ofHundred: (users: number): string => {
    if (users === 0) return 'fewer than 1 of 100 such users leave';
    return `${users === 100 ? 'more than 99' : `about ${users}`} of 100 such users leave`;
  },
};
