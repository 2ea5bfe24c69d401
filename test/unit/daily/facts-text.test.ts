// What the steps tell is a sentence in both languages: no code of a step is without its words.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { dailyText } from '../../../src/cli/daily-text.js';
import { textsFor } from '../../../src/report/texts/index.js';

const folder = path.resolve('src/pipeline/daily/steps');
const sources = readdirSync(folder).map((file) => readFileSync(path.join(folder, file), 'utf8'));

test('every reason that a step gives has words in both languages', () => {
  const given = sources.flatMap((source) =>
    [...source.matchAll(/\{ reason: '([a-z-]+)' \}|return '([a-z-]+-[a-z-]+)'/g)].map(
      ([, one, two]) => one ?? two!,
    ),
  );
  const reasons = [...new Set(given)];
  expect(reasons).toEqual(expect.arrayContaining(['no-week-ends', 'no-plan', 'data', 'no-money']));
  for (const language of ['zh', 'en'] as const) {
    const { codes } = textsFor(language).dailyFacts;
    expect(reasons.filter((reason) => !(reason in codes))).toEqual([]);
  }
});

test('figures have names, digests are short, and names of the user stay', () => {
  const steps = [
    {
      name: 'check-data',
      state: 'done',
      facts: { state: 'critical', rows: 3, faults: ['*', 'pay'], excuse: null },
    },
    { name: 'score', state: 'done', facts: { users: 5, shadow: 'ab'.repeat(32) } },
    { name: 'retrain', state: 'nothing', facts: { reason: 'replaced-since' } },
    { name: 'publish', state: 'done', facts: { users: 7 } },
  ] as const;
  const run = { days: [{ date: '2026-03-01', model: 'm', steps }], passed: false, heartbeat: null };
  expect(dailyText(run as unknown as Parameters<typeof dailyText>[0], 'zh').split('\n')).toEqual([
    '日期 2026-03-01',
    '  数据: 完成 状态：严重，行数：3，有问题的事件：全部事件、pay',
    '  打分: 完成 用户：5，对照模型：abababababab',
    '  模型: 无事可做 原因：已有另一个模型投入使用',
    '  发布: 完成 users 写入 7 行',
    '',
  ]);
});
