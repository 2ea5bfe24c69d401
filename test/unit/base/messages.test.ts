// No message carries a table, a file or a long value into a log.
import { Table, vectorFromArray } from 'apache-arrow';
import { expect, test } from 'vitest';

import { winback } from '../../support/public.js';

const rows = 20_000;
const table = new Table({
  id: vectorFromArray(Array.from({ length: rows }, (_, i) => `user ${i}`)),
  x: vectorFromArray(Float64Array.from({ length: rows }, (_, i) => i)),
});
const bytes = Buffer.alloc(100_000, 'secret ');
const long = 'secret '.repeat(10_000);

const call = winback as unknown as Record<string, (...given: unknown[]) => unknown>;

test.each([
  [
    'writeTable swapped',
    () => call['writeTable']!(table, 'table.parquet'),
    /path of a file must be a non-empty string, got an object/,
  ],
  [
    'writeTable without a table',
    () => call['writeTable']!('table.csv', 'rows'),
    /tables must be Arrow tables, got "rows"/,
  ],
  ['writeTable of bytes', () => call['writeTable']!('table.csv', 5), /tables must be Arrow tables, got 5/],
  ['readTable of bytes', () => call['readTable']!(bytes), /got an object/],
  ['readTable of the text of a file', () => call['readTable']!(long), /the ending must be/],
  ['prepareTable of a path', () => call['prepareTable']!(long, { label: 'x' }), /secret/],
  [
    'a plan whose user is a long text',
    () => call['planCampaign']!(table, { budget: 1, actions: { a: {} }, columns: { user: long } }),
    /./,
  ],
  ['a day', () => call['buildSnapshots']!({ events: long }), /./],
])('%s', async (_, run, words) => {
  const error = await Promise.resolve()
    .then(run)
    .then(
      () => new Error('nothing was refused'),
      (thrown: unknown) => thrown as Error,
    );
  expect(error.message).toMatch(words);
  expect(error.message.match(/secret/g)?.length ?? 0).toBeLessThanOrEqual(30);
  expect(error.message.length).toBeLessThan(400);
});

test('a message that is long for another reason loses its middle', () => {
  const error = new winback.WinbackError('BAD_INPUT', `begin ${'x'.repeat(1_000_000)} end`);
  expect(error.message).toMatch(/^begin x+ \.\.\. x+ end$/);
  expect(error.message.length).toBeLessThan(1600);
});
