// What real files bring: variants called Yes and No, rules before checks, several rows of a user, times of every kind.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataFromAggregates } from '../../../src/entries/experiment.js';
import { analyzeExperiment, experimentConfig, loadExperiment, WinbackError } from '../../../src/index.js';
import { checkSentence } from '../../../src/report/experiment-sentences.js';
import { textsFor } from '../../../src/report/texts/index.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'winback-inputs-'));
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;

/** Loads a CSV of the given lines with a config that differs from the plain one by `change`. */
async function load(lines: readonly string[], change: Record<string, unknown> = {}) {
  const file = path.join(folder, `${files++}.csv`);
  await writeFile(file, `${lines.join('\n')}\n`);
  const { data, ...rest } = change;
  const config = experimentConfig({
    ...{ name: 'x', control: 'c', treatments: ['t'] },
    metrics: [{ name: 'y', kind: 'mean', role: 'primary', column: 'y' }],
    ...rest,
    data: { file, variant: 'v', ...(data as object | undefined) },
  });
  return { config, data: await loadExperiment(config) };
}

/** Sums per arm of the first column. */
async function sums(lines: readonly string[], change: Record<string, unknown> = {}): Promise<number[]> {
  const { data } = await load(lines, change);
  return data.cells.map(([cell]) => Math.round(cell!.n * cell!.mean[0]!));
}

async function refusal(lines: readonly string[], change: Record<string, unknown> = {}): Promise<string> {
  const error: unknown = await load(lines, change).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(WinbackError);
  return (error as WinbackError).message;
}

describe('names of variants', () => {
  const rows = (a: string, b: string) => ['v,y', `${a},1`, `${b},2`, `${a},3`, `${b},5`];

  test.each([
    ['Yes', 'No', 'Yes', 'No'],
    ['TRUE', 'FALSE', true, false],
    ['True', 'False', 'true', 'false'],
    ['Yes', 'No', true, false],
    ['on', 'off', 'on', 'off'],
    ['0', '1', 0, 1],
    ['1.0', '2.0', '1', '2'],
    ['007', '7', '007', '7'],
  ])('%s and %s are found as %s and %s', async (a, b, control, treatment) => {
    expect(await sums(rows(a, b), { control, treatments: [treatment] })).toEqual([4, 7]);
  });

  test('names that look the same are told apart by their characters', async () => {
    const found = await refusal(rows('cafe\u0301', 't'), { control: 'caf\u00e9' });
    expect(found).toMatch(/looks like "café" .*another Unicode form .*data has U\+0301, the config U\+00E9/);
    expect(await refusal(rows('"c "', 't'))).toMatch(/looks like "c" but has blanks .*data has U\+0020/);
    expect(await refusal(rows('ctrl', 't'), { control: 'ctrol' })).toMatch(/row 1: .*did you mean "ctrol"/);
  });

  test('a variant column that is not there is refused with a suggestion', async () => {
    const { message } = (await load(['w,y', 'c,1'], { data: { variant: 'v', user: 'w' } }).catch(
      (reason: unknown) => reason,
    )) as WinbackError;
    expect(message).toMatch(/no column "v"/);
  });
});

describe('exclusions', () => {
  const rows = [
    'v,y,bot,spend',
    'c,1,No,5',
    't,2,No,',
    'c,3,No,7',
    't,5,No,1',
    'x,9,Yes,1',
    ',9,Yes,',
    'c,9,Yes,900',
  ];

  test('rows of unknown variants, or without one, can be left out', async () => {
    expect(await refusal(rows)).toMatch(/row 5: unknown variant "x"/);
    const exclude = [{ column: 'bot', equals: 'Yes', reason: 'bots' }];
    expect(await sums(rows, { exclude })).toEqual([4, 7]);
    const others = [
      { column: 'v', missing: true, reason: 'no variant' },
      { column: 'v', equals: 'x', reason: 'other' },
    ];
    const { data } = await load(rows, { exclude: others });
    expect(data.counts.excluded).toEqual([
      { reason: 'no variant', users: 1 },
      { reason: 'other', users: 1 },
    ]);
  });

  test('a missing value, and conditions on several columns', async () => {
    const bots = { column: 'bot', equals: true, reason: 'bots' };
    expect(await sums(rows, { exclude: [bots, { column: 'spend', missing: true, reason: 'none' }] })).toEqual(
      [4, 5],
    );
    const all = [
      { column: 'bot', equals: 'No' },
      { column: 'spend', above: 6 },
    ];
    const exclude = [
      { ...bots, equals: 'Yes' },
      { all, reason: 'big and human' },
    ];
    expect(await sums(rows, { exclude })).toEqual([1, 7]);
  });

  test.each([
    [{ column: 'bot', reason: 'r' }, /needs above, below, equals or missing/],
    [{ reason: 'r' }, /either column or all/],
    [{ column: 'y', above: 1, all: [{ column: 'y', above: 1 }], reason: 'r' }, /either column or all/],
    [{ all: [{ column: 'y' }], reason: 'r' }, /exclude\[0\]\.all\[0\] needs/],
  ])('the rule %j is refused', async (rule, message) => {
    expect(await refusal(rows, { exclude: [rule] })).toMatch(message);
  });
});

describe('several rows of one user in one arm', () => {
  const rows = [
    ...['u,v,y,b,at', 'a,c,1,0,2026-03-02', 'b,t,2,0,2026-03-01', 'a,c,3,1,2026-03-01', 'd,t,5,1,2026-03-01'],
    ...['e,c,7,0,2026-03-03', 'b,t,11,0,2026-03-04', 'm,c,100,1,2026-03-01', 'm,t,100,1,2026-03-01'],
  ];
  const data = { user: 'u', exposedAt: 'at' };

  test('are refused with both rows and the remedy', async () => {
    expect(await refusal(rows, { data })).toMatch(
      /user "a" has two rows \(1 and 3\) in one variant.*repeatedUsers: first, last or sum/,
    );
  });

  test.each([
    ['first', [10, 7]],
    ['last', [8, 16]],
    ['sum', [11, 18]],
  ])('%s by exposure', async (repeatedUsers, expected) => {
    const { data: loaded } = await load(rows, { data: { ...data, repeatedUsers } });
    expect(loaded.cells.map(([cell]) => cell!.n)).toEqual([2, 2]);
    expect(loaded.cells.map(([cell]) => Math.round(cell!.n * cell!.mean[0]!))).toEqual(expected);
    expect(loaded.counts.multiVariant).toBe(1);
    expect(loaded.ledger[0]).toMatchObject({ code: 'repeated-users', values: { users: 2, rows: 2 } });
  });

  test('without times they come as in the file; a proportion is 1 if any row is', async () => {
    const of = (repeatedUsers: string, kind = 'mean', column = 'y') =>
      sums(rows, {
        data: { user: 'u', repeatedUsers },
        metrics: [{ name: 'm', kind, role: 'primary', column }],
      });
    expect(await of('first')).toEqual([8, 7]);
    expect(await of('last')).toEqual([10, 16]);
    expect(await of('sum', 'proportion', 'b')).toEqual([1, 1]);
  });
});

describe('outcomes', () => {
  const rows = ['v,y,done', 'c,1,Yes', 't,2,No', 'c,3,No', 't,5,Yes', 't,1,Maybe'];
  const metric = { name: 'm', kind: 'proportion', role: 'primary', column: 'done' };

  test('a text counts as positive, every other as negative', async () => {
    expect(await sums(rows, { metrics: [{ ...metric, positive: 'Yes' }] })).toEqual([1, 1]);
    expect(
      await sums(['v,d', 'c,TRUE', 't,FALSE', 'c,TRUE'], {
        metrics: [{ ...metric, column: 'd', positive: true }],
      }),
    ).toEqual([2, 0]);
  });

  test('a positive that occurs nowhere is refused with what there is', async () => {
    const found = await refusal(rows, { metrics: [{ ...metric, positive: 'yes' }] });
    expect(found).toMatch(/nowhere holds the positive "yes"; it holds "Yes", "No", "Maybe"/);
    expect(await refusal(rows, { metrics: [metric] })).toMatch(
      /row \d+: "Yes" is text, expected numbers.*positive: TEXT/,
    );
    expect(await refusal(rows, { metrics: [{ ...metric, kind: 'mean', positive: 'Yes' }] })).toMatch(
      /positive is for proportions only/,
    );
  });

  test('the one value that is no number is named with its row, not a number beside it', async () => {
    const mixed = ['v,y', 'c,1', 't,NA', 'c,2', 't,abc', 'c,def'];
    const mean = { ...metric, kind: 'mean', column: 'y' };
    expect(await refusal(mixed, { metrics: [mean] })).toMatch(/column "y", row 4: "abc" is text, expected/);
  });

  test('a missing outcome names the row and the remedy', async () => {
    expect(await refusal(['v,y', 'c,1', 't,', 'c,2'])).toMatch(/row 2: .*missing.*Fill 0 .*COALESCE/);
  });
});

describe('times', () => {
  const hour = 3_600_000;
  const start = Date.UTC(2026, 2, 1);
  const rows = (stamp: (ms: number) => string, hours = 20) => [
    'u,v,y,at',
    ...Array.from({ length: hours }, (_, i) => `u${i},${i % 2 ? 'c' : 't'},${i},${stamp(start + i * hour)}`),
  ];
  const data = { user: 'u', exposedAt: 'at' };

  test.each([
    ['milliseconds', (ms: number) => String(ms)],
    ['seconds', (ms: number) => String(ms / 1000)],
    ['microseconds', (ms: number) => `${ms}000`],
    ['nanoseconds', (ms: number) => `${ms}000000`],
    ['ISO texts', (ms: number) => new Date(ms).toISOString()],
  ])('20 hours in %s are one day, and minimumDays warns', async (_, stamp) => {
    const { config, data: loaded } = await load(rows(stamp), { data, minimumDays: 14 });
    expect(loaded.counts.days).toBe(1);
    const { checks } = await analyzeExperiment(loaded, config);
    expect(checks.find((c) => c.code === 'duration')?.status).toBe('warning');
  });

  test('milliseconds over 20 days give a plan its looks', async () => {
    const { config, data: loaded } = await load(
      rows((ms) => String(ms), 480),
      {
        data,
        sequential: { looks: 4, plannedUsers: 480 },
      },
    );
    const { sequential } = await analyzeExperiment(loaded, config);
    expect(sequential[0]!.looks).toHaveLength(4);
    expect(sequential[0]!.looks.map((look) => look.date)).toContain('2026-03-05');
  });

  test('numbers that are no time are refused', async () => {
    expect(
      await refusal(
        rows((ms) => new Date(ms).toISOString().slice(0, 10).replaceAll('-', '')),
        { data },
      ),
    ).toMatch(/column "at", row 1: 20260301 is no time/);
  });

  test.each([
    ['UTC', 1],
    ['Asia/Shanghai', 2],
    ['+08:00', 2],
    ['America/New_York', 2],
    ['-04:00', 1],
  ])('days are those of the zone %s', async (timeZone, days) => {
    const stamp = (ms: number): string => new Date(ms + 4 * hour).toISOString();
    expect((await load(rows(stamp), { data, timeZone })).data.counts.days).toBe(days);
  });

  test('the end of the data is an instant of the zone, whatever the zone of the machine', async () => {
    const loaded = async (asOf: string) =>
      (
        await load(
          rows((ms) => new Date(ms).toISOString()),
          { data, windowDays: 1, asOf, timeZone: '+08:00' },
        )
      ).data;
    expect((await loaded('2026-03-02T20:00')).counts.immature).toBe(7);
    expect((await loaded('2026-03-02T12:00Z')).counts.immature).toBe(7);
    expect(await refusal(rows(String), { data, windowDays: 1, asOf: '31/03/2026' })).toMatch(
      /asOf: "31\/03\/2026" is no time: write 2026-03-05/,
    );
  });

  test('a conversion of which only the day is known is not before an exposure of that day', async () => {
    const lines = [
      'u,v,y,at,bought',
      ...['a,c,1,2026-03-05T12:00:00Z,2026-03-05', 'b,t,2,2026-03-05T12:00:00Z,2026-03-06'],
      ...['d,c,3,2026-03-05T12:00:00Z,', 'e,t,4,2026-03-05T12:00:00Z,2026-03-05'],
    ];
    const at = { ...data, convertedAt: 'bought' };
    const { config, data: loaded } = await load(lines, { data: at });
    expect(loaded.counts).toMatchObject({ beforeExposure: 0, sameDay: 2 });
    const check = (await analyzeExperiment(loaded, config)).checks.find((c) => c.code === 'exposure-order')!;
    expect(check).toMatchObject({ status: 'passed', values: { users: 0, sameDay: 2 } });
    expect(checkSentence(check, textsFor('en'))).toMatch(/of 2 users .*order cannot be told/);
    const early = [...lines, 'f,c,3,2026-03-05T12:00:00Z,2026-03-04'];
    expect((await load(early, { data: at })).data.counts.beforeExposure).toBe(1);
  });
});

describe('what has no time, and rules that nothing can follow', () => {
  test('users without a time of exposure are counted, and left out where there is a window', async () => {
    const lines = [
      'u,v,y,at',
      'a,c,1,2026-03-01',
      'b,t,2,',
      'd,c,3,2026-03-02',
      'e,t,4,2026-03-01',
      'f,t,9,2026-03-09',
    ];
    const data = { user: 'u', exposedAt: 'at' };
    const { config, data: plain } = await load(lines, { data });
    expect(plain.counts.untimed).toBe(1);
    expect(plain.cells.map(([cell]) => cell!.n)).toEqual([2, 3]);
    const { ledger } = await analyzeExperiment(plain, config);
    expect(ledger.find((e) => e.code === 'untimed')?.values).toEqual({ users: 1, leftOut: false });
    const { data: windowed } = await load(lines, { data, windowDays: 2, asOf: '2026-03-10' });
    expect(windowed.counts).toMatchObject({ untimed: 1, immature: 1 });
    expect(windowed.cells.map(([cell]) => cell!.n)).toEqual([2, 1]);
  });

  test('rules cannot be followed by aggregates or inside a database: refused, not ignored', async () => {
    const plain = { name: 'x', control: 'c', treatments: ['t'] };
    const metrics = [{ name: 'y', kind: 'mean', role: 'primary', column: 'y' }];
    const exclude = [{ column: 'y', above: 1, reason: 'r' }];
    expect(() => experimentConfig({ ...plain, metrics, exclude, data: { aggregates: 'a.json' } })).toThrow(
      /exclude needs rows/,
    );
    const file = path.join(folder, 'pushed.csv');
    await writeFile(
      file,
      'distinct_id,event,variant,timestamp\nu,experiment_exposure,c,2026-03-01T00:00:00Z\n',
    );
    const events = { file, pushDown: true, outcomes: [{ name: 'y', event: 'buy' }] };
    const config = { ...plain, metrics, exclude, data: { events }, windowDays: 1, asOf: '2026-03-09' };
    await expect(loadExperiment(experimentConfig(config))).rejects.toThrow(/exclude and positive need rows/);
  });

  test('the date of a given look is a date', () => {
    const config = experimentConfig({
      ...{ name: 'x', control: 'c', treatments: ['t'], data: {} },
      metrics: [{ name: 'y', kind: 'proportion', role: 'primary', column: 'y' }],
    });
    const metrics = { y: { c: { users: 9, successes: 1 }, t: { users: 9, successes: 1 } } };
    const looks = { t: [{ date: '05.03.2026', users: 18, difference: 0, standardError: 0.1 }] };
    expect(() => dataFromAggregates({ metrics, looks }, config)).toThrow(
      /date must be a date such as .*"05\.03\.2026"/,
    );
  });
});

describe('times of event logs', () => {
  const start = Date.UTC(2026, 2, 1);
  const log = (stamp: (ms: number) => string) => [
    'distinct_id,event,variant,timestamp',
    ...Array.from({ length: 40 }, (_, i) => [
      `u${i},experiment_exposure,${i % 2 ? 'No' : 'Yes'},${stamp(start + (20 + (i % 8)) * 3_600_000)}`,
      ...(i % 3 === 0 ? [`u${i},buy,,${stamp(start + (21 + (i % 8)) * 3_600_000)}`] : []),
      // A day before the exposure: does not count.
      `u${i},buy,,${stamp(start - 86_400_000 + i)}`,
    ]).flat(),
  ];
  const change = {
    ...{ control: 'No', treatments: ['Yes'], windowDays: 1, asOf: '2026-03-09' },
    metrics: [{ name: 'm', kind: 'proportion', role: 'primary', column: 'bought' }],
  };
  async function events(lines: readonly string[], more: object = {}, pushDown = false) {
    const file = path.join(folder, `${files++}.csv`);
    await writeFile(file, `${lines.join('\n')}\n`);
    const outcomes = [{ name: 'bought', event: 'buy' }];
    return loadExperiment(
      experimentConfig({ name: 'x', ...change, ...more, data: { events: { file, outcomes, pushDown } } }),
    );
  }

  test.each([
    ['milliseconds', (ms: number) => String(ms)],
    ['seconds', (ms: number) => String(ms / 1000)],
    ['texts with offsets', (ms: number) => new Date(ms + 28_800_000).toISOString().replace('Z', '+08:00')],
    ['local texts', (ms: number) => new Date(ms).toISOString().replace('T', ' ').replace('Z', '')],
    [
      'mixed texts',
      (ms: number) =>
        ms % 7_200_000
          ? new Date(ms).toISOString()
          : `${new Date(ms + 3_600_000).toISOString().replace('Z', '+0100')}`,
    ],
  ])('%s', async (_, stamp) => {
    for (const pushDown of [false, true]) {
      const data = await events(log(stamp), {}, pushDown);
      expect(data.cells.map(([cell]) => [cell!.n, Math.round(cell!.n * cell!.mean[0]!)])).toEqual([
        [20, 7],
        [20, 7],
      ]);
      expect(data.counts.days).toBe(2);
    }
  });

  test('days and the end of the log follow the zone', async () => {
    const stamp = (ms: number): string => new Date(ms).toISOString();
    expect((await events(log(stamp), { timeZone: 'Asia/Shanghai' })).counts.days).toBe(1);
    const shifted = log((ms) => new Date(ms + 28_800_000).toISOString().replace('T', ' ').replace('Z', ''));
    for (const timeZone of ['Asia/Shanghai', '+08:00']) {
      const data = await events(shifted, { timeZone, asOf: '2026-03-03T06:00' });
      expect(data.counts).toMatchObject({ days: 1, immature: 25 });
      expect(Math.floor(data.rows!.exposedAt![0]!)).toBe(start / 86_400_000 + 1);
    }
  });

  test('events without a time are counted, of exposed users and named by an outcome, and are told', async () => {
    const lines = [
      ...log((ms) => String(ms)),
      ...['u1,buy,,', 'u1,buy,,', 'u2,buy,,', 'stranger,buy,,', 'u3,other,,'],
    ];
    for (const pushDown of [false, true]) {
      const data = await events(lines, {}, pushDown);
      expect(data.counts).toMatchObject({ untimed: 0, untimedEvents: 3, immature: 0 });
      const { windowDays, asOf, ...rest } = change;
      const { ledger } = await analyzeExperiment(data, experimentConfig({ name: 'x', data: {}, ...rest }));
      expect(ledger.find((e) => e.code === 'untimed-events')?.values).toEqual({ events: 3 });
      // What the outcome counts stays as it is.
      const [control] = data.cells[0]!;
      expect(control!.n * control!.mean[0]!).toBeCloseTo(7, 9);
    }
  });

  test('exposures without a time are counted', async () => {
    const lines = [...log((ms) => String(ms)), 'ghost,experiment_exposure,Yes,'];
    for (const pushDown of [false, true]) {
      const data = await events(lines, {}, pushDown);
      expect(data.counts).toMatchObject({ untimed: 1, immature: 0 });
      expect(data.cells.map(([cell]) => cell!.n)).toEqual([20, 20]);
    }
  });

  test.each([
    [
      (ms: number) => new Date(ms).toISOString().slice(0, 10).replaceAll('-', ''),
      /holds 20260228, which is no time/,
    ],
    [(ms: number) => (ms < start ? '0' : String(ms)), /holds 0 \(days by its size\) and .*\(milliseconds/],
    [
      (ms: number) => (ms % 3 === 0 ? '26/13/2026 x' : new Date(ms).toISOString()),
      /texts that are no time, such as "26\/13\/2026 x"/,
    ],
  ])('what is no time is refused', async (stamp, message) => {
    await expect(events(log(stamp))).rejects.toThrow(message);
  });
});
