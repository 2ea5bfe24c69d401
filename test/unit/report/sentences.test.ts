// Every sentence stands in src/report/texts, in both languages.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';
import type { LeftOutReason } from '../../../src/churn/data-records.js';
import type { UncertifiedReason } from '../../../src/churn/precision-floor.js';
import type { ColumnWarning } from '../../../src/churn/table/column-warnings.js';
import { check, notRun } from '../../../src/experiment/records/check-record.js';
import { notComputable } from '../../../src/experiment/records/not-computable.js';
import { definitions } from '../../../src/features/definitions.js';
import { withEvaluationTexts } from '../../../src/report/evaluation-texts.js';
import { withTexts } from '../../../src/report/experiment-texts.js';
import { featureTitle } from '../../../src/report/feature-titles.js';
import { textsFor } from '../../../src/report/texts/index.js';
import { sampleExperiment } from './experiment-samples.js';
import { sampleChurn } from './record-samples.js';

const source = fileURLToPath(new URL('../../../src/', import.meta.url));
const plainReasons = [
  'dropped',
  'named-like-truth',
  'named-like-label',
  'earlier-score',
  'date',
  'all-missing',
  'constant',
] as const;
const columnKinds = [
  'missing-marks',
  'mostly-numbers',
  'written-numbers',
  'all-numbers',
  'infinite',
] as const;
const chinese = /\p{Script=Han}/u;
/**
 * Signs and words of users' files and replies, such as 元 and 退订, and of a provider's form; the dictionaries of
 * `winback init` are in a folder of their own.
 */
const data = [
  'data/number-text.ts',
  'data/numbers/column-numbers.ts',
  'data/numbers/number-form.ts',
  'data/numbers/written-columns.ts',
  'data/profile/shapes.ts',
  'data/time-forms/column-times.ts',
  'data/time-forms/time-form-sql.ts',
  'data/time-forms/time-form.ts',
  'delivery/inbound/forms/aliyun.ts',
  'delivery/inbound/words.ts',
  'features/presets/sensorsdata.ts',
  'pipeline/deliver/list-messages.ts',
];

test('no sentence in Chinese stands outside of report/texts', () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const apart = files
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => !file.startsWith('pipeline/init/words/'))
    .filter((file) => !file.startsWith('report/texts/') && !data.includes(file))
    .filter((file) =>
      chinese.test(readFileSync(path.join(source, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '')),
    );
  expect(files.length).toBeGreaterThan(300);
  expect(apart).toEqual([]);
});

test('every feature has a title in both languages, with the days of its window', () => {
  for (const { name } of definitions) {
    const feature = { name, definition: name, windowDays: 37 };
    const [zh, en] = [featureTitle(feature, 'zh'), featureTitle(feature, 'en')];
    expect(zh).toMatch(/\p{Script=Han}|分位/u);
    expect(en).toMatch(/^[\x20-\x7e]+$/);
    if (name.endsWith('{w}')) for (const title of [zh, en]) expect(title).toContain('37');
  }
  const own = { name: 'city', definition: null, windowDays: null };
  expect([featureTitle(own, 'zh'), featureTitle(own, 'en')]).toEqual(['属性：city', 'attribute: city']);
});

test('the sentences of a result stand beside its codes, and its numbers are as they were', () => {
  const result = sampleExperiment();
  const told = withTexts({
    ...result,
    checks: [...result.checks, check('pre-balance', 'failed', { p: 0.00012345 }), notRun('immature')],
    reasons: [
      {
        ...{ code: 'guardrail-undecided', weighs: 'neutral', variant: 'treatment' },
        values: { metric: 'gmv', cause: 'no-margin', why: notComputable('zero-control') },
      },
      {
        ...{ code: 'check-pre-balance', weighs: 'against', variant: null },
        values: { check: check('pre-balance', 'failed', { p: 0.00012345 }) },
      },
    ],
  });
  const differ = {
    zh: '实验前各组已不同（p = 0.000123）',
    en: expect.stringMatching(/already differed.*0\.000123/),
  };
  expect(told.checks.slice(-2).map(({ text }) => text)).toEqual([
    differ,
    { zh: '没有设定转化窗口', en: 'no conversion window is set' },
  ]);
  expect(told.reasons.map(({ text }) => text)).toEqual([
    {
      zh: 'treatment：守门指标 gmv 无法判断：对照值为 0，相对界值没有意义',
      en: "treatment: guardrail gmv cannot be judged: the control's value is 0, and a share of 0 is no margin",
    },
    differ,
  ]);
  expect(told.reference![0]!.label).toEqual({
    zh: '第 3 次查看（共 5 次）的水平',
    en: 'level at look 3 of 5',
  });
  expect(told).toMatchObject({ ...result, checks: expect.anything(), reasons: expect.anything() });
});

/** A record of every code of an evaluation, and what of it each sentence names. */
const leftOutReasons: LeftOutReason[] = [
  ...plainReasons.map((code) => ({ code, values: {} })),
  { code: 'identifier', values: { distinct: 811, rows: 907 } },
  { code: 'log-lacks', values: { missing: ['coupon', ['column:couponAmount', 'column:amount']] } },
];
const uncertifiedReasons: UncertifiedReason[] = [
  { code: 'none-reached', values: { floor: 0.87 } },
  { code: 'too-little-evidence', values: { floor: 0.87, users: 811, selected: 207, left: 193 } },
  { code: 'in-words', values: { text: 'of version 0.1' } },
];
const warnings: ColumnWarning[] = columnKinds.map((kind) => ({
  kind,
  column: 'age',
  rows: 811,
  of: 811,
  examples: ['12'],
}));

test('an evaluation in both languages: every value is named', () => {
  const churn = sampleChurn();
  const names = leftOutReasons.map((reason, i) => ({ name: `column ${i}`, reason }));
  const texts = uncertifiedReasons.map((reason) => {
    const data = { ...churn.data, leftOut: names, warnings };
    return withEvaluationTexts({ ...churn, data, threshold: { ...churn.threshold, reason } });
  });
  const { data } = texts[0]!;
  const told = [
    ...data.leftOut.map(({ reason }) => reason),
    ...data.warnings!.map((warning) => ({ ...warning, values: { column: 'age', of: 811 } })),
    ...texts.map(({ threshold }) => threshold.reason!),
  ];
  expect(told).toHaveLength(plainReasons.length + 2 + columnKinds.length + 3);
  for (const { text, values } of told) {
    expect(text.en).toMatch(/^[\x20-\x7e]+$/);
    for (const value of Object.values(values).flat(2))
      for (const sentence of [text.zh, text.en]) expect(sentence).toContain(String(value));
  }
  expect(new Set(told.map(({ text }) => text.zh)).size).toBe(told.length);
  expect(data.features[0]!.meaning!.text).toEqual({ zh: '近30天活跃天数', en: 'active days, last 30 days' });
});

test('both languages have a sentence for every code of every record', () => {
  const [zh, en] = [textsFor('zh').sentences, textsFor('en').sentences];
  const kinds = Object.keys(en) as (keyof typeof en)[];
  expect(kinds.length).toBeGreaterThan(11);
  for (const kind of kinds) expect(Object.keys(zh[kind]).sort()).toEqual(Object.keys(en[kind]).sort());
});
