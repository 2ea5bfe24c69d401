import { explainedValue } from './explain-user.js';

/** The reasons of a score in the columns of a file. */
export const reasonWords = {
  value: (value: number | string | null, unit: string | null, unseen: boolean): string =>
    `${explainedValue(value, unit)}${unseen ? '，训练时没有这个类别' : ''}`,
  reason: (title: string, value: string, raises: boolean): string =>
    `${title}：${value}（${raises ? '推高' : '降低'}流失风险）`,
  ofHundred: (users: number): string => {
    if (users === 0) return '每 100 名这样的用户中不到 1 人流失';
    return `每 100 名这样的用户中${users === 100 ? '有 99 人以上' : `约有 ${users} 人`}流失`;
  },
};
