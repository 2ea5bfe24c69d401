import type { LedgerEntry } from '../records/records.js';
import type { RepeatedUsers } from './arms.js';

const rules = {
  first: { zh: '取最早的一行', en: 'the first one is used' },
  last: { zh: '取最晚的一行', en: 'the last one is used' },
  sum: {
    zh: '指标相加（比例：任一行为 1 即为 1）',
    en: 'their metrics are added up (a proportion: 1 if any is)',
  },
} as const;

/** What was done with several rows of one user in one arm, for the ledger. */
export function repeatedEntry(repeated: RepeatedUsers | null): readonly LedgerEntry[] {
  if (repeated === null) return [];
  const { users, rows, rule } = repeated;
  return [
    {
      code: 'repeated-users',
      what: {
        zh: `${users} 名用户在同一组有多行（多出 ${rows} 行）：${rules[rule].zh}`,
        en: `${users} users have several rows in one arm (${rows} more than one each): ${rules[rule].en}`,
      },
      why: {
        zh: '每名用户只能计一次；规则写在配置里',
        en: 'every user counts once; the rule is in the config',
      },
    },
  ];
}
