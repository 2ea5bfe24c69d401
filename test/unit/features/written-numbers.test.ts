// Amounts as people write them give the features of plain amounts; what is doubtful is refused.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildSnapshots, type FeatureSet } from '../../../src/features/build.js';
import { featuresConfig } from '../../../src/features/config.js';
import { toyConfig, toyEvents } from './toy-log.js';

let folder = '';
let files = 0;
let reference: FeatureSet;
const rows = toyEvents(60, 120, 11);
const amountOf = ({ amount }: (typeof rows)[number]): number | null => (amount === null ? null : amount * 10);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-written-'));
  reference = await built(String);
});
afterAll(() => rm(folder, { recursive: true }));

const { quota: _quota, feature_used: _used, ...roles } = toyConfig.roles;

async function built(write: (amount: number) => string, more: object = {}): Promise<FeatureSet> {
  const path = join(folder, `log${files++}.csv`);
  const cell = (amount: number | null): string => `"${amount === null ? '' : write(amount)}"`;
  const lines = rows.map((row) =>
    [row.id, row.user, row.at.toISOString(), row.event, cell(amountOf(row)), row.ms ?? ''].join(';'),
  );
  await writeFile(path, `id;who;when;what;amount;ms\n${lines.join('\n')}\n`);
  const columns = { user: 'who', time: 'when', event: 'what', id: 'id', amount: 'amount', duration: 'ms' };
  return buildSnapshots(
    featuresConfig(
      {
        events: { source: path, columns, roles, ...more },
        snapshots: { train: 2, calibration: 1, test: 1, folds: 0 },
        engine: { threads: 1 },
      },
      'config',
    ),
  );
}

function values({ snapshots }: FeatureSet): string {
  const plain = snapshots.map(({ day, table }) => [day, table.toArray()]);
  return JSON.stringify(plain, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value));
}

const inLocale = (locale: string, options: object = {}): ((amount: number) => string) => {
  const format = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, ...options });
  return (amount) => format.format(amount);
};

it.each([
  ['¥1,234.50', inLocale('zh-CN', { style: 'currency', currency: 'CNY' }), '1,234.56', '¥'],
  ['1.234,50', inLocale('de-DE'), '1.234,56', null],
  ['1234,5 €', (amount: number) => `${String(amount).replace('.', ',')} €`, '1.234,56', '€'],
  ['0.1235万', (amount: number) => `${Math.round(amount * 100) / 1e6}万`, '1,234.56', null],
] as const)('%s', async (_, write, form, money) => {
  const set = await built(write);
  expect(values(set)).toBe(values(reference));
  const amount = set.report.log.reading.columns.find(({ option }) => option === 'amount')!;
  expect(amount.unusable).toBe(0);
  expect(amount.written).toMatchObject([{ column: 'amount', form, money }]);
});

it('a doubtful column is refused, unless its form is named', async () => {
  const whole = (amount: number): string =>
    inLocale('en-US', { maximumFractionDigits: 0, minimumFractionDigits: 0 })(amount + 1000);
  await expect(built(whole)).rejects.toThrow(
    /^columns.amount: column "amount": numbers such as '\d,\d{3}' could have thousands or a fraction after the comma: name the form as events.numberFormat: "1,234.56" or "1.234,56"$/,
  );
  const set = await built(whole, { numberFormat: '1,234.56' });
  expect(values(set)).toBe(values(await built((amount) => String(Math.round(amount + 1000)))));
  await expect(built((amount) => (amount % 2 < 1 ? '12,5' : '12.5'))).rejects.toThrow(
    /different signs for the fraction/,
  );
  await expect(built((amount) => (amount % 2 < 1 ? '$5' : '¥5'))).rejects.toThrow(
    /several currencies \('[$¥]' and '[$¥]'\)/,
  );
});
