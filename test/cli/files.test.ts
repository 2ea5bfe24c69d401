// One data set as plain UTF-8 and as people export it (GBK, semicolons, ￥1.234,50, day first): every command
// gives the same figures.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';

import { gbk } from '../support/gbk.js';
import { uniform } from '../support/random.js';
import { type Ended, winback } from './run.js';

let work: string;
const at = (...names: string[]): string => path.join(work, ...names);

interface User {
  readonly id: string;
  readonly day: Date;
  readonly spent: number;
  readonly share: number;
  readonly city: string;
  readonly left: number;
  readonly arm: string;
}

const random = uniform(5);
const users: readonly User[] = Array.from({ length: 900 }, (_, i) => {
  const spent = Math.round(random() * 500_000) / 100;
  const share = Math.round(random() * 1000) / 1000;
  return {
    id: `用户${String(i).padStart(4, '0')}`,
    day: new Date(Date.UTC(2026, i % 6, 1 + (i % 28))),
    spent,
    share,
    city: ['上海', '北京', '广州'][i % 3]!,
    left: random() < 0.2 + 0.5 * share ? 1 : 0,
    arm: i % 2 === 0 ? 'a' : 'b',
  };
});

const euro = new Intl.NumberFormat('de-DE', { minimumFractionDigits: 2 });
const two = (n: number): string => String(n).padStart(2, '0');
const dayFirst = (day: Date): string =>
  `${two(day.getUTCDate())}/${two(day.getUTCMonth() + 1)}/${day.getUTCFullYear()}`;

beforeAll(async () => {
  work = await mkdtemp(path.join(os.tmpdir(), 'winback-cli-files-'));
  await mkdir(at('data'));
  const names = ['id', 'day', 'spent', 'share', 'city', 'left', 'arm'];
  const plain = users.map((u) =>
    [u.id, u.day.toISOString().slice(0, 10), u.spent, u.share, u.city, u.left, u.arm].join(','),
  );
  await writeFile(at('data/plain.csv'), `${names.join(',')}\n${plain.join('\n')}\n`);
  const odd = users.map((u) =>
    [
      u.id,
      dayFirst(u.day),
      `￥${euro.format(u.spent)}`,
      `${String(Math.round(u.share * 1000) / 10).replace('.', ',')}%`,
      u.city,
      u.left,
      u.arm,
    ].join(';'),
  );
  await writeFile(at('data/odd.csv'), gbk(`${names.join(';')}\n${odd.join('\n')}\n`));
});
afterAll(() => rm(work, { recursive: true }));

async function config(name: string, content: object): Promise<string> {
  const file = at(`${name}.yaml`);
  await writeFile(file, stringify(content));
  return file;
}

const json = (ended: Ended): Record<string, unknown> => {
  expect(ended.code, ended.stderr).toBe(0);
  return JSON.parse(ended.stdout) as Record<string, unknown>;
};

async function churn(name: string): Promise<Record<string, unknown> & { readonly stderr: string }> {
  const table = { path: `${name}.csv`, id: 'id', label: 'left', date: 'day', drop: ['arm'] };
  const file = await config(`churn-${name}`, {
    table,
    models: { candidates: ['logistic'] },
    evaluation: { minimumAuc: 0.5 },
  });
  const ended = await winback([
    'churn',
    '--config',
    file,
    '--data',
    at('data'),
    '--out',
    at(`out-${name}`),
    '--json',
    '--quiet',
    '--lang',
    'en',
  ]);
  expect([0, 1], ended.stderr).toContain(ended.code);
  return { ...(JSON.parse(ended.stdout) as object), stderr: ended.stderr };
}

test('churn and score: a GBK table with ￥1.234,50, 12,5% and day-first dates', async () => {
  const [plain, odd] = [await churn('plain'), await churn('odd')];
  expect(odd['model']).toEqual(plain['model']);
  expect(odd.stderr).toMatch(/odd.csv is read as gb18030/);
  expect(odd.stderr).toMatch(
    /column "share": numbers are read in the form 1.234,56; 900 of them with %, divided by 100/,
  );
  const scores = await Promise.all(
    ['plain', 'odd'].map(async (name) => {
      const output = at(`scores-${name}.csv`);
      const ended = await winback([
        'score',
        '--model',
        at('out-plain/model'),
        '--input',
        at(`data/${name}.csv`),
        '--output',
        output,
        '--json',
        '--quiet',
      ]);
      expect(json(ended)['rows']).toBe(users.length);
      return readFile(output, 'utf8');
    }),
  );
  expect(scores[1]).toBe(scores[0]);
});

test('plan and experiment: the same figures from GBK', async () => {
  const rows = users.map((u) => `${u.id},${u.share},${u.spent},${u.city}`);
  const text = `user_id,churn_prob,pay_amt_30,城市\n${rows.join('\n')}\n`;
  await writeFile(at('scores.csv'), text);
  await writeFile(at('scores-gbk.csv'), gbk(text));
  const plan = async (file: string, ...more: string[]): Promise<unknown> => {
    const ended = await winback([
      'plan',
      '--scores',
      at(file),
      '--budget',
      '500',
      '--out',
      at(`plan-${file}`),
      '--json',
      '--quiet',
      ...more,
    ]);
    const { spent, expectedProfit, byAction } = json(ended);
    return { spent, expectedProfit, byAction };
  };
  const expected = await plan('scores.csv');
  expect(await plan('scores-gbk.csv')).toEqual(expected);
  expect(await plan('scores-gbk.csv', '--encoding', 'gbk')).toEqual(expected);
  const analyze = async (name: string): Promise<unknown> => {
    const file = await config(`experiment-${name}`, {
      name: 'e',
      data: { file: `${name}.csv`, variant: 'arm', user: 'id', exposedAt: 'day' },
      control: 'a',
      treatments: ['b'],
      metrics: [{ name: 'spent', kind: 'mean', column: 'spent', role: 'primary', direction: 'increase' }],
    });
    const ended = await winback([
      'experiment',
      'analyze',
      '--config',
      file,
      '--data',
      at('data'),
      '--out',
      at(`exp-${name}`),
      '--json',
      '--quiet',
    ]);
    expect([0, 1], ended.stderr).toContain(ended.code);
    return (JSON.parse(ended.stdout) as Record<string, unknown>)['metrics'];
  };
  expect(await analyze('odd')).toEqual(await analyze('plain'));
});
