// Every stage that an engine reports has a word in both languages.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { progressText } from '../../../src/report/progress-text.js';
import { textsFor } from '../../../src/report/texts/index.js';

const root = fileURLToPath(new URL('../../../src/', import.meta.url));
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.startsWith('report'))
  .map((file) => readFileSync(path.join(root, file), 'utf8'));

const found = (pattern: RegExp): string[] => [
  ...new Set(sources.flatMap((text) => [...text.matchAll(pattern)].map(([, name]) => name!))),
];

test('stages and parts of stages that the source names have words', () => {
  const stages = found(/stage: '([^']+)'/g);
  expect(stages.length).toBeGreaterThan(10);
  const parts = [...found(/pace\.part\('([^']+)'/g), ...found(/detail: '([^']+)'/g)];
  for (const language of ['en', 'zh'] as const) {
    const { progress } = textsFor(language);
    expect(Object.keys(progress.stages)).toEqual(expect.arrayContaining(stages));
    expect(Object.keys(progress.details)).toEqual(expect.arrayContaining(parts));
  }
});

test('details that hold a value keep it', () => {
  const step = (detail: string) => ({ stage: 'features', done: 0, total: 1, detail });
  expect(progressText(step('snapshot 2026-01-05'), 'zh')).toEqual({
    stage: '计算特征',
    detail: '快照 2026-01-05',
  });
  expect(progressText(step('fold 3'), 'zh').detail).toBe('第 3 折');
  expect(progressText(step('1200 rows'), 'zh').detail).toBe('1200 行');
  expect(progressText(step('lightgbm, logistic'), 'en').detail).toBe('lightgbm, logistic');
  expect(progressText({ stage: 'of a program', done: 0, total: null }, 'zh')).toEqual({
    stage: 'of a program',
    detail: '',
  });
});
