// Oracle: the post-stratified difference and its error from the values of single users.
import { Table, vectorFromArray } from 'apache-arrow';
import { expect, test } from 'vitest';

import { Random } from '../../../src/base/random.js';
import { analyzeExperiment } from '../../../src/experiment/analyze.js';
import { experimentConfig } from '../../../src/experiment/config/config.js';
import { dataFromTable } from '../../../src/experiment/data/data.js';
import { checkSentence } from '../../../src/report/experiment-sentences.js';
import { textsFor } from '../../../src/report/texts/index.js';

interface User {
  readonly arm: 'off' | 'on';
  readonly day: number;
  readonly channel: string;
  readonly spend: number;
}

/** In `ads`, whose share grows when `moves`, the variant loses; elsewhere it wins. */
function people(moves: boolean, seed: number): User[] {
  const random = new Random(seed);
  return Array.from({ length: 4000 }, (_, i) => {
    const day = i % 20;
    const ads = random.uniform() < (moves && day >= 10 ? 0.7 : 0.2);
    const arm = random.uniform() < 0.5 ? 'off' : 'on';
    const effect = arm === 'on' ? (ads ? -3 : 2) : 0;
    const channel = i % 400 === 0 ? `rare ${i}` : ads ? 'ads' : 'seo';
    return { arm, day, channel, spend: 10 + effect + (ads ? 4 : 0) + random.normal() };
  });
}

const config = experimentConfig({
  ...{ name: 'coupon', control: 'off', treatments: ['on'], mix: ['channel'] },
  metrics: [{ name: 'spend', kind: 'mean', role: 'primary', column: 'spend' }],
  data: { file: 'users.csv', variant: 'arm', exposedAt: 'seen' },
});

async function analysed(users: readonly User[]) {
  const table = new Table({
    arm: vectorFromArray(users.map(({ arm }) => arm)),
    seen: vectorFromArray(users.map(({ day }) => new Date(Date.UTC(2026, 2, 1 + day)).toISOString())),
    channel: vectorFromArray(users.map(({ channel }) => channel)),
    spend: vectorFromArray(Float64Array.from(users, ({ spend }) => spend)),
  });
  return analyzeExperiment(await dataFromTable(table, config), config);
}

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
const error = (values: readonly number[]): number =>
  values.reduce((sum, x) => sum + (x - mean(values)) ** 2, 0) / (values.length - 1) / values.length;

test('a mix that moved is said, with the answer for the first mix', async () => {
  const users = people(true, 3);
  const result = await analysed(users);
  const [mix] = result.mix!;
  expect(mix).toMatchObject({ column: 'channel', days: { early: 10, late: 10 }, moved: true });
  const groupOf = ({ channel }: User): string => (channel.startsWith('rare') ? 'other' : channel);
  const early = users.filter(({ day }) => day < 10);
  let [difference, variance] = [0, 0];
  for (const group of ['seo', 'ads', 'other']) {
    const share = early.filter((user) => groupOf(user) === group).length / early.length;
    const of = (arm: string): number[] =>
      users.flatMap((user) => (user.arm === arm && groupOf(user) === group ? [user.spend] : []));
    difference += share * (mean(of('on')) - mean(of('off')));
    variance += share ** 2 * (error(of('on')) + error(of('off')));
    expect(mix!.values.find(({ value }) => value === group)!.early).toBeCloseTo(share, 12);
  }
  const [answer] = mix!.oldMix;
  expect(answer!.difference).toBeCloseTo(difference, 9);
  expect(answer!.high! - answer!.low!).toBeCloseTo(2 * 1.959963984540054 * Math.sqrt(variance), 9);
  // All users together say less than half of what the first mix says.
  expect(result.metrics[0]!.difference).toBeLessThan(difference / 2);
  const check = result.checks.find(({ code }) => code === 'mix')!;
  expect(check.status).toBe('warning');
  expect(checkSentence(check, textsFor('en'))).toMatch(/mix of users by channel moved during the run/);
  expect(checkSentence(check, textsFor('zh'))).toMatch(/channel 构成发生了变化/);
});

test('a mix that held is no warning, and both answers agree', async () => {
  const result = await analysed(people(false, 4));
  expect(result.mix![0]!.moved).toBe(false);
  expect(result.checks.find(({ code }) => code === 'mix')!.status).toBe('passed');
  const [now, then] = [result.metrics[0]!.difference, result.mix![0]!.oldMix[0]!.difference];
  expect(Math.abs(now - then)).toBeLessThan(0.15);
});

test('one day, or a value that one arm lacks: nothing is claimed', async () => {
  const users = people(true, 5);
  expect((await analysed(users.map((user) => ({ ...user, day: 0 })))).mix).toEqual([]);
  const lacking = users.filter(({ arm, channel }) => !(arm === 'on' && channel === 'ads'));
  expect((await analysed(lacking)).mix![0]!.oldMix).toEqual([]);
});
