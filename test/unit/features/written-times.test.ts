// A log whose times are written as people write them gives what ISO times give; what is doubtful is refused.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildSnapshots, type FeatureSet } from '../../../src/features/build.js';
import { featuresConfig } from '../../../src/features/config.js';
import { toyConfig, toyEvents } from './toy-log.js';

let folder = '';
let files = 0;
let reference = '';
const rows = toyEvents(60, 120, 13).map((row) => ({
  ...row,
  at: new Date(Math.floor(row.at.getTime() / 1000) * 1000),
}));
const { quota: _quota, feature_used: _used, ...roles } = toyConfig.roles;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-times-'));
  reference = values(await built((at) => at.toISOString().slice(0, 19)));
});
afterAll(() => rm(folder, { recursive: true }));

async function built(
  write: (at: Date) => string,
  more: object = {},
  attributes: { readonly from: (at: Date) => string; readonly timeFormat?: string } | null = null,
): Promise<FeatureSet> {
  const path = join(folder, `log${files++}.csv`);
  const lines = rows.map(({ user, at, event }) => `${user},"${write(at)}",${event}`);
  await writeFile(path, `who,when,what\n${lines.join('\n')}\n`);
  const users = `${path}.users.csv`;
  if (attributes !== null) {
    const first = new Date(Date.UTC(2025, 0, 1));
    const later = new Date(Date.UTC(2025, 2, 14));
    const held = rows.flatMap(({ user }, i) => [
      `${user},${attributes.from(first)},a${Number(user.slice(1)) % 3}`,
      ...(i % 2 === 0 ? [`${user},${attributes.from(later)},b`] : []),
    ]);
    await writeFile(users, `who,since,plan\n${[...new Set(held)].join('\n')}\n`);
  }
  const given = attributes?.timeFormat === undefined ? {} : { timeFormat: attributes.timeFormat };
  return buildSnapshots(
    featuresConfig(
      {
        events: { source: path, columns: { user: 'who', time: 'when', event: 'what' }, roles, ...more },
        ...(attributes === null
          ? {}
          : { attributes: { source: users, user: 'who', validFrom: 'since', fields: ['plan'], ...given } }),
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

const inLocale = (locale: string, options: Intl.DateTimeFormatOptions): ((at: Date) => string) => {
  const format = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options });
  return (at) => format.format(at);
};
const two = (n: number): string => String(n).padStart(2, '0');
const clock = (at: Date): string => at.toISOString().slice(11, 19);
const dayFirst = (at: Date): string =>
  `${two(at.getUTCDate())}/${two(at.getUTCMonth() + 1)}/${at.getUTCFullYear()} ${clock(at)}`;
const monthFirst = (at: Date): string =>
  `${two(at.getUTCMonth() + 1)}/${two(at.getUTCDate())}/${at.getUTCFullYear()} ${clock(at)}`;

it.each([
  ['2026年1月2日 03:04:05', inLocale('zh-CN', { dateStyle: 'long', timeStyle: 'medium' }), 'year-first'],
  [
    '2026年1月2日 下午3:04:05',
    inLocale('zh-CN', { dateStyle: 'long', timeStyle: 'medium', hour12: true }),
    'year-first',
  ],
  ['26/02/2026 10:00:00', dayFirst, 'day-first'],
  ['02/26/2026 10:00:00', monthFirst, 'month-first'],
  ['26.02.2026, 10:00:00', inLocale('de-DE', { dateStyle: 'medium', timeStyle: 'medium' }), 'day-first'],
  [
    '02/26/2026, 10:00:00 PM',
    inLocale('en-US', {
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      timeStyle: undefined,
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    }),
    'month-first',
  ],
  [
    'ISO and others',
    (at: Date) => (at.getUTCDate() % 2 === 0 ? at.toISOString() : dayFirst(at)),
    'day-first',
  ],
] as const)('%s', async (_, write, dates) => {
  const set = await built(write);
  expect(values(set)).toBe(reference);
  expect(set.report.log.reading.columns[0]).toMatchObject({ option: 'time', unusable: 0, dates });
});

it('with the zone of the day, and with one behind the time', async () => {
  const shifted = (at: Date): Date => new Date(at.getTime() + 8 * 36e5);
  const set = await built((at) => dayFirst(shifted(at)), { timeZone: '+08:00' });
  const zoned = await built((at) => `${dayFirst(shifted(at))}+08:00`, { timeZone: '+08:00' });
  const iso = await built((at) => at.toISOString(), { timeZone: '+08:00' });
  expect([values(set), values(zoned)]).toEqual([values(iso), values(iso)]);
});

it('dates whose order cannot be told are refused, unless their form is named', async () => {
  const early = (at: Date): Date =>
    new Date(Date.UTC(2025, at.getUTCMonth(), 1 + (at.getUTCDate() % 12), at.getUTCHours()));
  const doubtful = (at: Date): string => dayFirst(early(at));
  await expect(built(doubtful)).rejects.toThrow(
    /^columns.time: column "when": in dates such as '\d\d\/\d\d\/2025 \d\d:\d\d:\d\d' day and month could be exchanged, .*events.timeFormat, e.g. "%d\/%m\/%Y"/,
  );
  const named = await built(doubtful, { timeFormat: '%d/%m/%Y %H:%M:%S' });
  expect(values(named)).toBe(values(await built((at) => early(at).toISOString())));
  await expect(built((at) => (at.getUTCDate() < 20 ? monthFirst(at) : dayFirst(at)))).rejects.toThrow(
    /some dates have the day first and some the month/,
  );
  await expect(built((at) => dayFirst(at).replace('/2025', '/25'))).rejects.toThrow(
    /no value of column "when" could be read as a time/,
  );
});

it('the days of attributes are read in the same way', async () => {
  const iso = (at: Date): string => at.toISOString().slice(0, 10);
  const expected = values(await built(iso, {}, { from: iso }));
  const day = (at: Date): string => dayFirst(at).slice(0, 10);
  expect(values(await built(iso, {}, { from: day }))).toBe(expected);
  expect(values(await built(iso, {}, { from: inLocale('zh-CN', { dateStyle: 'long' }) }))).toBe(expected);
  const year = (at: Date): string => iso(at).replaceAll('-', '');
  expect(values(await built(iso, {}, { from: year, timeFormat: '%Y%m%d' }))).toBe(expected);
  const same = (at: Date): string => (at.getUTCMonth() === 0 ? '02/01/2025' : '03/04/2025');
  await expect(built(iso, {}, { from: same })).rejects.toThrow(
    /^attributes.validFrom: column "since": in dates such as .* name the form as attributes.timeFormat/,
  );
});
