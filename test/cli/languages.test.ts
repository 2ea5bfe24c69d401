// Progress, warnings and a command's own lines speak --lang; help and JSON stay as they are.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { winback } from './run.js';

let work = '';
const at = (name: string): string => path.join(work, name);
const han = /[\u4e00-\u9fff]/;

beforeAll(async () => {
  work = await mkdtemp(path.join(tmpdir(), 'winback-languages-'));
  const rows = Array.from({ length: 40 }, (_, i) => `u${i},${(i % 10) / 10},${10 + i}`);
  // Without a line end: a warning.
  await writeFile(at('scores.csv'), ['user_id,churn_prob,pay_amt_30', ...rows].join('\n'));
});
afterAll(() => rm(work, { recursive: true }));

test('winback plan and plan verify, in both languages', async () => {
  const args = ['plan', '--scores', at('scores.csv'), '--budget', '20', '--out'];
  const en = await winback([...args, at('en')]);
  const zh = await winback([...args, at('zh'), '--lang', 'zh']);
  expect(en.stderr).toMatch(
    /^reading\nwarning: .*cut off\?\nchecking\nfinding the best plan\nsumming up\nwriting\n$/,
  );
  expect(zh.stderr).toMatch(/^读取\n警告：.*是否被截断？\n检查\n求最优计划\n汇总\n写出\n$/);
  expect([en.stdout, zh.stdout].map((text) => han.test(text))).toEqual([false, true]);
  expect(zh.stdout.match(/\d+\.\d\d/g)).toEqual(en.stdout.match(/\d+\.\d\d/g));
  const verify = ['plan', 'verify', at('zh'), '--scores', at('scores.csv'), '--lang', 'zh'];
  expect((await winback(verify)).stdout).toMatch(/^通过 /m);
  const json = await winback([...args, at('json'), '--lang', 'zh', '--json', '--quiet']);
  expect(han.test(json.stdout)).toBe(false);
});

test('winback experiment size, power and boundaries', async () => {
  const plan = ['--baseline', '0.05', '--lang', 'zh'];
  const size = await winback(['experiment', 'size', ...plan, '--mde', '0.02']);
  expect(size.stdout).toMatch(/^对照组 2213，实验组 2213/);
  const power = await winback(['experiment', 'power', ...plan, '--mde', '0.02', '--control', '2213']);
  expect(power.stdout).toMatch(/^功效 0\.8/);
  const looks = await winback(['experiment', 'boundaries', '--looks', '3', '--lang', 'zh']);
  expect(looks.stdout).toMatch(/信息量 .*z .*\n[\s\S]*最大样本/);
});
