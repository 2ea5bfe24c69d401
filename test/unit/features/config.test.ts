import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { DuckDb } from '../../../src/data/sources/duckdb.js';
import { readTable } from '../../../src/data/tables/read.js';
import { writeTable } from '../../../src/data/tables/write.js';
import { fitEncodings, readAttributes } from '../../../src/features/attributes.js';
import { buildSnapshot } from '../../../src/features/build.js';
import { featuresConfig } from '../../../src/features/config.js';
import { openEventLog } from '../../../src/features/log/event-log.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-config-'));
});
afterAll(() => rm(folder, { recursive: true }));

const config = (events: object, more: object = {}) =>
  featuresConfig({ events: { source: 'log.csv', ...events }, ...more }, 'config');
const columns = { user: 'who', time: 'when', event: 'what' };

async function logOf(text: string, events: object): Promise<Awaited<ReturnType<typeof openEventLog>>> {
  await writeFile(join(folder, 'log.csv'), text);
  const checked = config(events);
  // The tests look at its tables.
  return openEventLog(checked.events, { ...checked.engine, features: 'sql' }, { root: folder });
}

describe('the config', () => {
  it.each([
    [{ columns, role: {} }, /unknown option "role" \(did you mean "roles"\?\)/],
    [{ columns, roles: { logins: 'x' } }, /unknown option "logins" \(did you mean "login"\?\)/],
    [{ columns: { ...columns, amout: 'x' } }, /unknown option "amout" \(did you mean "amount"\?\)/],
    [
      { columns, timeZone: 'Asia/Shangai' },
      /no time zone "Asia\/Shangai" \(did you mean "Asia\/Shanghai"\?\)/,
    ],
    [{ columns, roles: { login: 'x', payment: ['x'] } }, /"x" is under both login and payment/],
    [{ columns: { user: 'a', time: 'b' } }, /either columns.event .* or everyRow/],
    [{ columns, completeThrough: '2025-13-01' }, /completeThrough must be a day/],
    [
      { columns: { ...columns, amount: { divide: ['a', 'b'] } } },
      /multiply, minus, firstOf, cases, json or list/,
    ],
    [
      { columns: { ...columns, event: { cases: [{ column: 'a', value: 'b' }], otherwise: 'c' } } },
      /exactly one of/,
    ],
  ])('refuses %j', (events, message) => {
    expect(() => config(events)).toThrow(message);
  });

  it('completes what is left out', () => {
    const { windows, snapshots, events } = config({ columns });
    expect(windows).toEqual({ observationDays: 30, horizonDays: 14, valueDays: 90 });
    expect(snapshots.train).toBe(8);
    expect(events.active).not.toContain('refund');
  });
});

describe('openEventLog', () => {
  const roles = { login: 'in', payment: 'pay' };

  it('suggests the column and the event that were meant', async () => {
    const text = 'who,when,wat\na,2025-01-01,in\n';
    await expect(logOf(text, { columns, roles })).rejects.toThrow(
      /columns.event: .*"what" \(did you mean "wat"\?\)/,
    );
    const named = 'who,when,what\na,2025-01-01,log_in\n';
    await expect(logOf(named, { columns, roles: { login: 'login' } })).rejects.toThrow(
      /did you mean "log_in"/,
    );
    await expect(logOf('who,when,what\n', { columns, roles })).rejects.toThrow(/the event log has no rows/);
    const short = { user: 'user_id', time: 't', event: 'e' };
    await expect(logOf('user_id,t,e\n', { columns: short, roles })).rejects.toThrow(
      /has a header but no rows/,
    );
    const absent = config({ source: 'none.csv', columns, roles });
    await expect(openEventLog(absent.events, absent.engine, { root: folder })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('counts what it leaves out, and takes each id once', async () => {
    const text = `id,who,when,what
1,a,2025-01-01 10:00:00,in
1,a,2025-01-01 10:00:00,in
2,,2025-01-02 10:00:00,in
3,b,,in
4,b,2025-01-03 10:00:00,strange
,b,2025-01-03 11:00:00,in
,b,2025-01-03 11:00:00,in
`;
    const log = await logOf(text, { columns: { ...columns, id: 'id' }, roles });
    expect(log.record).toMatchObject({
      rows: 7,
      events: 3,
      users: 2,
      firstDay: '2025-01-01',
      lastDay: '2025-01-03',
      lastCompleteDay: '2025-01-02',
      dropped: { missingUser: 1, missingTime: 1, duplicateId: 1, unmapped: 1 },
      unmappedNames: ['strange'],
    });
    log.close();
  });

  it('takes each id once before the rows of an order are added up', async () => {
    const text = `id,who,when,what,no,paid
1,a,2025-01-01 10:00:00,pay,o1,10
1,a,2025-01-01 10:00:00,pay,o1,10
2,a,2025-01-02 10:00:00,pay,o2,5
3,a,2025-01-02 10:00:01,pay,o2,7
3,a,2025-01-02 10:00:01,pay,o2,7
3,,2025-01-02 10:00:01,pay,o2,7
,a,2025-01-03 10:00:00,pay,o3,1
,a,2025-01-03 10:00:00,pay,o3,1
`;
    const log = await logOf(text, { columns: { ...columns, id: 'id', order: 'no', amount: 'paid' }, roles });
    const rows = await log.engine.rows('SELECT amount FROM events ORDER BY "at"');
    log.close();
    expect(rows.map(({ amount }) => Number(amount))).toEqual([1000, 1200, 200]);
    expect(log.record).toMatchObject({
      rows: 8,
      events: 3,
      merged: 2,
      dropped: { missingUser: 1, duplicateId: 2 },
    });
  });

  it.each([
    ['ms', '1735732800123', '2025-01-01 12:00:00.123'],
    ['auto', '1735732800', '2025-01-01 12:00:00'],
    ['auto', '1735732800123', '2025-01-01 12:00:00.123'],
    ['auto', '1735732800123456', '2025-01-01 12:00:00.123456'],
    ['auto', '2025-01-01T12:00:00Z', '2025-01-01 12:00:00'],
    ['auto', '2025-01-01T20:00:00+08:00', '2025-01-01 12:00:00'],
    ['auto', '2025-01-01 20:00:00 +0800', '2025-01-01 12:00:00'],
    ['auto', '2025-01-01T06:30:00.5-0530', '2025-01-01 12:00:00.5'],
  ])('reads time %s %s', async (timeUnit, given, want) => {
    const log = await logOf(`who,when,what\na,${given},in\nb,${given},in\n`, { columns, roles, timeUnit });
    const [row] = await log.engine.rows('SELECT "at"::VARCHAR AS at FROM events LIMIT 1');
    expect(row!['at']).toBe(want);
    log.close();
  });

  it('treats a negative payment as a refund, and a hostile name as text', async () => {
    const evil = `o'clock"; DROP TABLE events; --`;
    await writeFile(
      join(folder, 'log.csv'),
      `who,when,"a ""b""",v\nu,2025-01-01,pay,10.5\nu,2025-01-02,pay,-4.2\nu,2025-01-03,"${evil.replaceAll('"', '""')}",1\nu,2025-01-04,pay,1\n`,
    );
    const checked = config({
      columns: { user: 'who', time: 'when', event: 'a "b"', amount: 'v' },
      roles: { payment: 'pay', login: evil },
    });
    const log = await openEventLog(checked.events, checked.engine, { root: folder });
    expect(log.record.byRole).toEqual({ login: 1, payment: 2, refund: 1 });
    const { table } = await buildSnapshot(log, checked, { day: '2025-01-04' }, []);
    expect(table.getChild('pay_amt_30')!.get(0)).toBeCloseTo(7.3, 12);
    log.close();
  });

  it('computes columns: products, constants and cases', async () => {
    const text = 'who,when,no,n,price\nu,2025-01-01,A1,3,2.5\nu,2025-01-02,C2,-1,2.5\nu,2025-01-03,A3,1,1\n';
    const log = await logOf(text, {
      columns: {
        user: 'who',
        time: 'when',
        event: { cases: [{ column: 'no', startsWith: 'C', value: 'cancel' }], otherwise: 'order' },
        amount: { multiply: ['n', 'price'] },
      },
      roles: { payment: 'order', refund: 'cancel' },
    });
    const rows = await log.engine.rows(
      'SELECT role::VARCHAR AS role, amount::INTEGER AS fen FROM events ORDER BY day',
    );
    expect(rows).toEqual([
      { role: 'payment', fen: 750 },
      { role: 'refund', fen: 250 },
      { role: 'payment', fen: 100 },
    ]);
    log.close();
  });

  it('adds the rows of one order up, keeping rows without an order apart', async () => {
    const text = `who,when,no,v
u,2025-01-01 09:00:00,7,1.5
u,2025-01-01 09:01:00,7,2
u,2025-01-01 09:02:00,7,-1
w,2025-01-01 09:00:00,7,4
u,2025-01-02,,5
u,2025-01-02,,5
,2025-01-02,9,5
,2025-01-02,9,5
`;
    const log = await logOf(text, {
      columns: { user: 'who', time: 'when', amount: 'v', order: 'no' },
      everyRow: 'payment',
    });
    expect(log.record).toMatchObject({
      rows: 8,
      events: 5,
      merged: 1,
      dropped: { missingUser: 2, duplicateId: 0 },
    });
    const rows = await log.engine.rows(
      `SELECT user_id, role::VARCHAR AS role, amount::INTEGER AS fen, "at"::VARCHAR AS at FROM events
       JOIN users USING (uid) ORDER BY ALL`,
    );
    expect(rows).toEqual([
      { user_id: 'u', role: 'payment', fen: 350, at: '2025-01-01 09:00:00' },
      { user_id: 'u', role: 'payment', fen: 500, at: '2025-01-02 00:00:00' },
      { user_id: 'u', role: 'payment', fen: 500, at: '2025-01-02 00:00:00' },
      { user_id: 'u', role: 'refund', fen: 100, at: '2025-01-01 09:02:00' },
      { user_id: 'w', role: 'payment', fen: 400, at: '2025-01-01 09:00:00' },
    ]);
    log.close();
  });

  it('reads a table of a DuckDB file, and several files at once', async () => {
    const database = join(folder, 'log.duckdb');
    const engine = await DuckDb.open({ path: database });
    await engine.run(`CREATE TABLE "my log" AS SELECT 'u' || (i % 5) AS who, DATE '2025-01-01' + i::INTEGER AS "when",
      'in' AS what FROM range(30) t(i)`);
    await writeTable(join(folder, 'part1.parquet'), await engine.query('SELECT * FROM "my log" LIMIT 10'));
    await writeTable(join(folder, 'part2.parquet'), await engine.query('SELECT * FROM "my log" OFFSET 10'));
    engine.close();
    for (const source of [{ source: database, table: 'my log' }, { source: 'part*.parquet' }]) {
      const checked = config({ ...source, columns, roles });
      const log = await openEventLog(checked.events, checked.engine, { root: folder });
      expect(log.record).toMatchObject({ events: 30, users: 5, lastDay: '2025-01-30' });
      log.close();
    }
  });
});

describe('attributes', () => {
  const attributes = (more: object = {}) => ({
    attributes: { source: 'users.csv', user: 'id', fields: ['device'], topK: 2, ...more },
  });
  const events = { columns: { user: 'who', time: 'when' }, everyRow: 'activity' };

  it('hold as of the snapshot, with the rest as other', async () => {
    const days = Array.from({ length: 40 }, (_, i) =>
      new Date(Date.UTC(2025, 0, 1 + i)).toISOString().slice(0, 10),
    );
    const users = ['a', 'b', 'c', 'd', 'e', 'f'];
    const lines = days.flatMap((day) => users.map((user) => `${user},${day}`));
    await writeFile(join(folder, 'log.csv'), `who,when\n${lines.join('\n')}\n`);
    await writeFile(
      join(folder, 'users.csv'),
      'id,since,device\na,2025-01-01,ios\na,2025-01-20,web\nb,2025-01-01,ios\nc,2025-01-01,web\nd,2025-01-01,tv\ne,2025-01-25,web\n',
    );
    const checked = config(events, attributes({ validFrom: 'since' }));
    const log = await openEventLog(checked.events, checked.engine, { root: folder });
    await readAttributes(log, checked.attributes!, { root: folder });
    const encodings = await fitEncodings(log.engine, checked.attributes!, '2025-01-10', undefined);
    expect(encodings).toEqual([{ field: 'device', categories: ['ios', 'tv'] }]);
    const at = async (day: string): Promise<unknown[]> => {
      const { table } = await buildSnapshot(log, checked, { day }, encodings);
      return [...table.getChild('device')!];
    };
    expect(await at('2025-01-19')).toEqual(['ios', 'ios', 'other', 'tv', null, null]);
    expect(await at('2025-01-20')).toEqual(['other', 'ios', 'other', 'tv', null, null]);
    expect(await at('2025-02-01')).toEqual(['other', 'ios', 'other', 'tv', 'other', null]);
    log.close();
  });

  it('refuse two rows of a user that hold at once', async () => {
    await writeFile(join(folder, 'log.csv'), 'who,when\na,2025-01-01\n');
    await writeFile(join(folder, 'users.csv'), 'id,device\na,ios\na,web\n');
    const checked = config(events, attributes());
    const log = await openEventLog(checked.events, checked.engine, { root: folder });
    const read = readAttributes(log, checked.attributes!, { root: folder });
    await expect(read).rejects.toThrow(/user a has several rows/);
    log.close();
    expect((await readTable(join(folder, 'users.csv'))).numRows).toBe(2);
  });
});
