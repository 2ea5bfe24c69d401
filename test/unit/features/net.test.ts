// Amounts computed from several columns; what each row is worth was worked out by hand.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { featuresConfig } from '../../../src/features/config.js';
import { openEventLog } from '../../../src/features/log/event-log.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-net-'));
});
afterAll(() => rm(folder, { recursive: true }));

const config = (columns: object, more: object = {}) =>
  featuresConfig(
    { events: { source: 'log.csv', columns: { user: 'who', time: 'when', ...columns }, ...more } },
    'config',
  );

/** Amounts in fen in the order of the rows, and how the column of amounts was read. */
async function amounts(text: string, columns: object, more: object = { everyRow: 'payment' }) {
  await writeFile(join(folder, 'log.csv'), text);
  const { events, engine } = config(columns, more);
  const log = await openEventLog(events, { ...engine, features: 'sql' }, { root: folder });
  const rows = await log.engine.rows('SELECT amount, role::VARCHAR AS role FROM events ORDER BY "at"');
  log.close();
  return {
    fen: rows.map((row) => (row['amount'] === null ? null : Number(row['amount']))),
    roles: rows.map((row) => row['role']),
    reading: log.record.reading.columns.find(({ option }) => option === 'amount'),
  };
}

const csv = (header: string, ...rows: readonly string[]): string =>
  `who,when,${header}\n${rows.map((row, i) => `u,2025-01-0${i + 1},${row}`).join('\n')}\n`;

describe('minus', () => {
  it('takes what was refunded; nothing refunded is 0, what cannot be read is counted', async () => {
    const text = csv('paid,back', '10.10,0.20', '5,', ',1', '7,odd', '0.30,0.10');
    const { fen, reading } = await amounts(text, { amount: { minus: ['paid', 'back'] } });
    expect(fen).toEqual([990, 500, null, null, 20]);
    expect(reading).toMatchObject({ column: 'paid - back', given: 4, unusable: 1, examples: ['7 - odd'] });
  });

  it('reads smallest units by the currency, and no amount whose unit is not known', async () => {
    const rows = ['1250,250,usd', '1250,,JPY', '1250,,kwd', '1250,,', '1250,,ugx', '1250,,dollar'];
    const text = csv('amount,back,currency', ...rows);
    const amount = { minus: ['amount', 'back'], minorUnits: 'currency' };
    const { fen, reading } = await amounts(text, { amount });
    expect(fen).toEqual([1000, 125_000, 125, null, null, null]);
    expect(reading).toMatchObject({ given: 6, unusable: 3 });
    expect(reading!.examples).toContain('1250 ugx');
  });
});

describe('firstOf', () => {
  it('takes the first column with a value, and does not pass over one that cannot be read', async () => {
    const text = csv('a,b', '1.5,9', ',2', 'odd,3', ',');
    const { fen, reading } = await amounts(text, { amount: { firstOf: ['a', 'b'] } });
    expect(fen).toEqual([150, 200, null, null]);
    expect(reading).toMatchObject({ column: 'a / b', given: 3, unusable: 1, examples: ['odd'] });
  });

  it('names events as well', async () => {
    const text = csv('title,slug', 'Order Completed,order', '"",back', ',back');
    const roles = { payment: 'Order Completed', refund: 'back' };
    const { roles: read } = await amounts(text, { event: { firstOf: ['title', 'slug'] } }, { roles });
    expect(read).toEqual(['payment', 'refund', 'refund']);
  });
});

it.each([
  [{ minus: [] }, /events.columns.amount.minus names no column/],
  [{ firstOf: 'a' }, /events.columns.amount.firstOf must be an array/],
  [{ minus: ['a'], minorUnit: 'c' }, /unknown option "minorUnit" \(did you mean "minorUnits"\?\)/],
])('refuses %j', (amount, message) => {
  expect(() => config({ amount }, { everyRow: 'payment' })).toThrow(message);
});

it('names a column that the log has not', async () => {
  const amount = { minus: ['paid', 'bakc'] };
  await expect(amounts(csv('paid,back', '1,2'), { amount })).rejects.toThrow(
    /"bakc" \(did you mean "back"\?\)/,
  );
});
