import type { ReasonWordsValues } from '../explain-values.js';
import { explainedValue } from './explain-user.js';

/** The reasons of a score in a column of a file. */
export const reasonWords = {
  short: ({ title, value, unit, unseen, raises }: ReasonWordsValues): string =>
    `${title}：${explainedValue(value, unit)}${unseen ? '，训练时没有这个类别' : ''}（${raises ? '推高' : '降低'}流失风险）`,
  ofHundred: (users: number): string => {
    if (users === 0) return '每 100 名这样的用户中不到 1 人流失';
    return `每 100 名这样的用户中${users === 100 ? '有 99 人以上' : `约有 ${users} 人`}流失`;
  },
};
