// A log with faults gives what the clean one gives, or says what was lost: public bug reports, each as a kind.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DuckDb } from '../../../src/data/sources/duckdb.js';
import { writeTable } from '../../../src/data/tables/write.js';
import { buildSnapshots, type FeatureSet } from '../../../src/features/build.js';
import { featuresConfig } from '../../../src/features/config.js';
import { openEventLog } from '../../../src/features/log/event-log.js';
import type { EventLogRecord } from '../../../src/features/records.js';
import { type ToyEvent, toyConfig, toyEvents } from './toy-log.js';

let folder = '';
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-reading-'));
});
afterAll(() => rm(folder, { recursive: true }));

const start = Date.UTC(2025, 0, 1);
const clean = toyEvents(90, 150, 5);
const dayText = (days: number): string => new Date(start + days * 864e5).toISOString().slice(0, 10);

type Row = Record<'id' | 'who' | 'when' | 'what' | 'amount' | 'ms', string>;

const rowOf = ({ id, user, at, event, amount, ms }: ToyEvent): Row => ({
  id,
  who: user,
  when: at.toISOString().replace('T', ' ').replace('Z', ''),
  what: event,
  amount: String(amount ?? ''),
  ms: String(ms ?? ''),
});
const rows = clean.map(rowOf);
const task = rows.find(({ what }) => what === 'new_task')!;
const row = (more: Partial<Row>): Row => ({ ...task, id: `x${files++}`, ...more });

const { id, user, time, event, amount, duration } = toyConfig.columns;
const columns = { id, user, time, event, amount, duration };
const { quota: _quota, feature_used: _used, ...roles } = toyConfig.roles;

async function sourceOf(given: readonly Row[]): Promise<string> {
  const path = join(folder, `log${files++}.csv`);
  const cell = (text: string): string => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = given.map(({ id: n, who, when, what, amount: sum, ms }) =>
    [n, who, when, what, sum, ms].map(cell).join(','),
  );
  await writeFile(path, `id,who,when,what,amount,ms\n${lines.join('\n')}\n`);
  return path;
}

async function configOf(
  given: readonly Row[],
  more: object = {},
): Promise<ReturnType<typeof featuresConfig>> {
  return featuresConfig(
    {
      events: { source: await sourceOf(given), columns, roles, ...more },
      snapshots: { train: 2, calibration: 1, test: 1, folds: 0 },
      engine: { threads: 1 },
    },
    'config',
  );
}

async function recordOf(given: readonly Row[], more: object = {}): Promise<EventLogRecord> {
  const { events, engine } = await configOf(given, more);
  const log = await openEventLog(events, engine);
  log.close();
  return log.record;
}

async function built(given: readonly Row[], more: object = {}): Promise<FeatureSet> {
  return buildSnapshots(await configOf(given, more));
}

// Every value of every snapshot as text.
function values({ snapshots }: FeatureSet): string {
  const plain = snapshots.map(({ day, table }) => [day, table.toArray()]);
  return JSON.stringify(plain, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value));
}

let reference: FeatureSet;
beforeAll(async () => {
  reference = await built(rows);
});

describe('dates far from all others', () => {
  const last = Math.max(...clean.map(({ at }) => at.getTime()));
  const later = (days: number): string =>
    new Date(last + days * 864e5).toISOString().replace('T', ' ').replace('Z', '');

  it.each([
    ['2 days later', [later(2)]],
    ['5 days later', [later(5)]],
    ['10 days later', [later(10)]],
    ['14 days later', [later(14)]],
    ['20 days later', [later(20)]],
    ['in 2099', ['2099-01-01 00:00:00']],
    ['in 9999', ['9999-12-31 23:00:00']],
    ['on two days one after the other', [later(9), later(10)]],
    ['several, near and far', [later(5), later(14), later(400), '2099-01-01 00:00:00']],
    ['long before', ['1970-01-01 00:00:00', '0001-01-01 00:00:00']],
    ['on both sides', ['1970-01-01 00:00:00', later(14)]],
  ])('%s: the result is that of the log without them, and they are counted', async (_, times) => {
    const set = await built([...rows, ...times.map((when) => row({ when, who: 'u3' }))]);
    expect(values(set)).toBe(values(reference));
    const { log } = set.report;
    const { before, after } = log.reading;
    expect((before?.rows ?? 0) + (after?.rows ?? 0)).toBe(times.length);
    expect(log.dropped.afterEnd).toBe(after?.rows ?? 0);
    expect([log.firstDay, log.lastDay]).toEqual([
      reference.report.log.firstDay,
      reference.report.log.lastDay,
    ]);
    const sum = Object.values(log.dropped).reduce((total, count) => total + count, 0);
    expect(log.rows).toBe(log.events + log.merged + sum);
  });

  it('keeps what `completeThrough` says is complete', async () => {
    const given = [...rows, row({ when: later(14) })];
    const { lastDay, reading } = await recordOf(given, { completeThrough: dayText(170) });
    expect(lastDay).toBe(later(14).slice(0, 10));
    expect(reading.after).toBeNull();
    // The days up to it are then empty, and said to be so.
    expect(reading.emptyDays).toHaveLength(2);
  });

  it('refuses a `completeThrough` a whole horizon after the last event', async () => {
    await expect(built(rows, { completeThrough: '2030-01-01' })).rejects.toThrow(
      /completeThrough is 2030-01-01, the last event is of 2025-05-\d\d/,
    );
    await expect(built(rows, { completeThrough: '2024-12-31' })).rejects.toThrow(/has 0 complete days/);
    await expect(built(rows.filter(({ when }) => when < '2025-01-02'))).rejects.toThrow(
      /has 0 complete days and the split needs \d+: at least 7 days/,
    );
  });

  it('does not take the day after a holiday, a cut-off last day or a quiet log for the end', async () => {
    const closed = rows.filter(({ when }) => when < dayText(120) || when >= dayText(132));
    const upTo = closed.filter(({ when }) => when < dayText(133));
    expect((await recordOf(upTo)).lastDay).toBe(dayText(132));
    const cut = [
      ...rows.filter(({ when }) => when < dayText(100)),
      row({ when: `${dayText(100)} 00:00:05` }),
    ];
    expect((await recordOf(cut)).lastDay).toBe(dayText(100));
    const yearly = [0, 365, 731].map((days) => row({ when: dayText(days) }));
    expect((await recordOf(yearly)).lastDay).toBe(dayText(731));
    const weekly = Array.from({ length: 12 }, (_, week) => row({ when: dayText(week * 7) }));
    expect((await recordOf(weekly)).lastDay).toBe(dayText(77));
  });
});

describe('times', () => {
  const asSeconds = ({ when, ...rest }: Row): Row => ({
    ...rest,
    when: String(Math.floor(Date.parse(`${when.replace(' ', 'T')}Z`) / 1000)),
  });
  const scaled = (zeros: string): Row[] => rows.map(asSeconds).map((r) => ({ ...r, when: r.when + zeros }));

  it.each([
    ['seconds', ''],
    ['milliseconds', '000'],
    ['microseconds', '000000'],
    ['nanoseconds', '000000000'],
  ])('are read in %s, by their size', async (_, zeros) => {
    const { events, lastDay, reading } = await recordOf(scaled(zeros));
    expect({ events, lastDay }).toEqual({
      events: reference.report.log.events,
      lastDay: reference.report.log.lastDay,
    });
    expect(reading.columns[0]).toMatchObject({ option: 'time', unusable: 0 });
  });

  it('one in milliseconds among seconds, zero, minus one, and words among numbers do no harm', async () => {
    const seconds = rows.map(asSeconds);
    const more = ['1748736000000', '0', '-1', 'never'].map((when) => row({ when }));
    const set = await built([...seconds, ...more]);
    const plain = await built(seconds);
    expect(values(set)).toBe(values(plain));
    const { reading } = set.report.log;
    expect(reading.columns[0]).toMatchObject({ unusable: 4, examples: ['-1', '0', '17***'] });
    expect(reading.before).toBeNull();
  });

  it.each([['20250315'], ['20250315101500']])('numbers such as %s are refused', async (when) => {
    const given = rows.slice(0, 50).map((r) => ({ ...r, when }));
    await expect(recordOf(given)).rejects.toThrow(/no time since 1970.*events\.timeUnit/);
  });

  it.each([['infinity'], ['-infinity'], ['10000-01-01 00:00:00'], ['0044-03-15 (BC) 00:00:00']])(
    '%s is counted as unusable, and the result is that without it',
    async (when) => {
      const set = await built([...rows, row({ when })], { timeZone: 'UTC' });
      expect(values(set)).toBe(values(reference));
      expect(set.report.log.dropped.missingTime).toBe(1);
      expect(set.report.log.reading.columns[0]).toMatchObject({ unusable: 1, examples: [when] });
      const shifted = await recordOf([...rows, row({ when })], { timeZone: 'Asia/Shanghai' });
      expect(shifted.firstDay).toBe((await recordOf(rows, { timeZone: 'Asia/Shanghai' })).firstDay);
    },
  );

  it.each([
    ['half of them', (_: Row, i: number) => i % 2 === 0],
    ['those after the 20th', ({ when }: Row) => Number(when.slice(8, 10)) > 20],
  ])('%s in another form are an error in training, which can be allowed', async (_, other) => {
    const given = rows.map((r, i) =>
      other(r, i) ? { ...r, when: r.when.replace(/^(\d+)-(\d+)-(\d+)/, '$3|$2|$1') } : r,
    );
    const changed = given.filter((r, i) => r.when !== rows[i]!.when).length;
    const message = `time: ${changed} of ${rows.length} values of column "when"`;
    await expect(built(given)).rejects.toThrow(message);
    await expect(built(given)).rejects.toThrow(
      /cannot be read as times, e\.g\. '\d\d\|\d\d\|2025 .*allow: \[time\]/s,
    );
    const { log } = (await built(given, { allow: ['time'] })).report;
    expect(log.dropped.missingTime).toBe(changed);
  });

  it('an empty one is missing, not unusable', async () => {
    const given = rows.map((r, i) => (i % 2 === 0 ? { ...r, when: '' } : r));
    const { reading, dropped } = await recordOf(given);
    expect(reading.columns[0]).toMatchObject({ given: Math.floor(rows.length / 2), unusable: 0 });
    expect(dropped.missingTime).toBe(Math.ceil(rows.length / 2));
  });

  it('of which none can be read are named with an example', async () => {
    const given = rows.map((r) => ({ ...r, when: '26|02|2026 10:00' }));
    await expect(recordOf(given)).rejects.toThrow(
      /no value of column "when" could be read as a time, e\.g\. '26\|02\|2026 10:00'.*events\.timeFormat/,
    );
    const read = await recordOf(given, { timeFormat: '%d|%m|%Y %H:%M' });
    expect(read.lastDay).toBe('2026-02-26');
  });
});

describe('numbers', () => {
  const paid = rows.filter(({ what }) => ['paid', 'refunded', 'coupon'].includes(what)).length;

  it.each([['1,23,4.50'], ['12.50.1'], ['{"price": 12}'], ['Infinity'], ['1e300'], ['NULL']])(
    'amounts such as %s are unusable: an error in training, which can be allowed',
    async (text) => {
      const given = rows.map((r, i) => (r.amount !== '' && i % 3 === 0 ? { ...r, amount: text } : r));
      const bad = given.filter(({ amount: value }) => value === text).length;
      await expect(built(given)).rejects.toThrow(`amount: ${bad} of ${paid} values of column "amount"`);
      await expect(built(given)).rejects.toThrow(/cannot be read as numbers, e\.g\. .*allow: \[amount\]/s);
      const { log } = (await built(given, { allow: ['amount'] })).report;
      expect(log.reading.columns[1]).toEqual({
        option: 'amount',
        column: 'amount',
        given: paid,
        unusable: bad,
        examples: [text],
      });
    },
  );

  it('below 5 % they are counted only, and empty cells and unmapped events are none of them', async () => {
    const some = rows.map((r) => (r.what === 'noise' ? { ...r, amount: 'red' } : r));
    const one = some.map((r) => ({
      ...r,
      amount: r === some.find(({ what }) => what === 'paid') ? 'x' : r.amount,
    }));
    const set = await built(one.map((r) => (r.what === 'refunded' ? { ...r, amount: '' } : r)));
    const refunds = rows.filter(({ what }) => what === 'refunded').length;
    expect(set.report.log.reading.columns[1]).toMatchObject({
      given: paid - refunds,
      unusable: 1,
      examples: ['x'],
    });
  });

  it('durations and products are counted alike, also over the rows of one order', async () => {
    const slow = rows.map((r) => (r.ms === '' ? r : { ...r, ms: `${r.ms} ms` }));
    await expect(built(slow)).rejects.toThrow(/duration: .*\(100\.0 %\).*allow: \[duration\]/s);
    const product = { ...columns, amount: { multiply: ['amount', 'ms'] }, duration: undefined };
    const priced = rows.map((r) => (r.amount === '' ? r : { ...r, ms: r.id.endsWith('1') ? 'two' : '2' }));
    await expect(built(priced, { columns: product })).rejects.toThrow(
      /column "amount x ms".*e\.g\. '[\d.]+ x two'/s,
    );
    const orders = { ...columns, id: undefined, order: 'id' };
    const doubled = [...rows, ...rows].map((r, i) =>
      r.what === 'paid' && i < rows.length ? { ...r, amount: '?' } : r,
    );
    const { reading } = await recordOf(doubled, { columns: orders });
    const payments = rows.filter(({ what }) => what === 'paid').length;
    expect(reading.columns[1]).toMatchObject({ given: 2 * paid, unusable: payments, examples: ['?'] });
  });

  it('reads the numbers of Parquet as before, and counts the infinite ones', async () => {
    const path = join(folder, 'typed.parquet');
    const engine = await DuckDb.open({});
    const csv = await sourceOf(rows);
    const table = await engine.query(
      `SELECT id, who, "when"::TIMESTAMP AS "when", what, if(what = 'paid' AND random() < 0.5, 'inf'::DOUBLE, amount::DOUBLE) AS amount, ms
       FROM read_csv('${csv}')`,
    );
    await writeTable(path, table);
    engine.close();
    const { events, engine: small } = featuresConfig({ events: { source: path, columns, roles } }, 'config');
    const log = await openEventLog(events, small);
    log.close();
    const { given, unusable, examples } = log.record.reading.columns[1]!;
    expect([given, examples]).toEqual([paid, ['inf']]);
    expect(unusable).toBeGreaterThan(20);
  });
});

describe('names and ids', () => {
  it('a mapped event that never occurs is an error in training, with the name that was meant', async () => {
    const chinese = rows.map((r) =>
      r.what === 'open_app' ? { ...r, what: '登录' } : r.what === 'paid' ? { ...r, what: '支付' } : r,
    );
    const named = { ...roles, login: ['登陆'], payment: ['支付'] };
    await expect(built(chinese, { roles: named })).rejects.toThrow(
      /roles\.login: the event "登陆" never occurs in the log \(did you mean "登录"\?\).*allow: \[登陆\]/s,
    );
    const { log } = (await built(chinese, { roles: named, allow: ['登陆'] })).report;
    expect(log.reading.neverSeen).toEqual([{ role: 'login', event: '登陆', closest: '登录' }]);
    const upper = { ...roles, login: ['OPEN_APP'] };
    await expect(built(rows, { roles: upper })).rejects.toThrow(/"OPEN_APP" never occurs.*"open_app"/s);
    expect(() =>
      featuresConfig({ events: { source: 'x', columns, roles, allow: ['amont'] } }, 'config'),
    ).toThrow(/allow: "amont" is no column option.*did you mean "amount"/);
  });

  it('lists the names no role takes with their counts, masked', async () => {
    const given = rows.map((r, i) => (i % 2 === 0 && r.what === 'open_app' ? { ...r, what: 'OPEN_APP' } : r));
    const mail = row({ what: 'mailto:someone@example.org 13812345678' });
    const { reading } = await recordOf([...given, mail]);
    const upper = given.filter(({ what }) => what === 'OPEN_APP').length;
    expect(reading.unmappedEvents).toContainEqual({ name: 'OPEN_APP', rows: upper });
    expect(JSON.stringify(reading.unmappedEvents)).not.toMatch(/someone|1381234/);
  });

  it.each([['NULL'], ['0'], ['e7']])(
    'the id %s on half of the rows is an error that can be allowed',
    async (value) => {
      const given = rows.map((r, i) => (i % 2 === 1 ? { ...r, id: value } : r));
      await expect(built(given)).rejects.toThrow(
        /columns\.id: (the id '(NULL|0)'|one id) stands on .*allow: \[id\]/s,
      );
      const { log } = (await built(given, { allow: ['id'] })).report;
      expect(log.dropped.duplicateId).toBeGreaterThan(reference.report.log.events * 0.4);
      expect(log.reading.frequentId).toMatchObject({ value: value === 'e7' ? null : value });
    },
  );

  it('empty ids are no ids, and repeated ones are counted', async () => {
    const blank = rows.map((r, i) => (i % 2 === 1 ? { ...r, id: ' ' } : r));
    const again = Array.from({ length: 20 }, (_, i) => row({ id: `again${i}` }));
    const { dropped, reading } = await recordOf([...blank, ...again, ...again]);
    expect([dropped.duplicateId, reading.frequentId]).toEqual([20, null]);
  });

  it('users who are none are kept and named', async () => {
    const names = ['NULL', 'null', 'None', 'nan', 'undefined', '0', 'anonymous', '-', '(not set)'];
    const given = [...rows, ...names.flatMap((who) => [row({ who }), row({ who })])];
    const { reading } = await recordOf(given);
    expect(reading.placeholderUsers.map(({ name }) => name).sort()).toEqual([...names].sort());
    expect(reading.placeholderUsers.every(({ rows: count }) => count === 2)).toBe(true);
  });
});

describe('days without events', () => {
  it('are named, but for those that are usual', async () => {
    const outage = rows.filter(({ when }) => when < dayText(110) || when >= dayText(126));
    const { emptyDays } = (await recordOf(outage)).reading;
    expect(emptyDays).toEqual([{ from: dayText(110), to: dayText(125), days: 16 }]);
    const sundays = rows.filter(({ when }) => new Date(when.slice(0, 10)).getUTCDay() !== 0);
    expect((await recordOf(sundays)).reading.emptyDays).toEqual([]);
    // Signs that are no activity do not hide it.
    const refunds = [
      ...outage,
      ...Array.from({ length: 16 }, (_, i) => row({ when: dayText(110 + i), what: 'refunded' })),
    ];
    expect((await recordOf(refunds)).reading.emptyDays).toEqual(emptyDays);
  });
});

describe('logs with nothing in them', () => {
  it.each([
    ['no rows', [], /events: the event log has no rows/],
    [
      'no users',
      rows.map((r) => ({ ...r, who: '' })),
      /no row has a user: column "who" is empty in all \d+ rows/,
    ],
    ['no times', rows.map((r) => ({ ...r, when: '' })), /column "when" is empty in all/],
    [
      'no activity',
      rows.filter(({ what }) => what === 'refunded'),
      /none of the \d+ events of the log is an active event/,
    ],
    [
      'no names',
      rows.map((r) => ({ ...r, what: '' })),
      /no row has an event that events\.roles names; its event names are empty/,
    ],
    ['other names', rows.map((r) => ({ ...r, what: 'other' })), /it has 'other'/],
  ])('%s: the reason is given', async (_, given, message) => {
    await expect(recordOf(given)).rejects.toThrow(message);
    await expect(recordOf(given)).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});
