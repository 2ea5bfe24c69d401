// Real logs with rubbish added: the features are those of the clean log, and every row of rubbish is counted.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { buildSnapshots, type FeatureSet } from '../../../src/features/build.js';
import { featuresConfig } from '../../../src/features/config.js';
import { sharedFile } from '../../support/shared-data.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-corrupted-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Log {
  readonly example: string;
  readonly file: string;
  /** Rows as lines, with what is to be counted for each. */
  readonly rubbish: readonly (readonly [line: string, counted: keyof Counts])[];
}

interface Counts {
  readonly missingUser: number;
  readonly missingTime: number;
  readonly unmapped: number;
  readonly afterEnd: number;
  readonly before: number;
}

// A row of Sparkify after its user.
const page = (name: string): string =>
  `29,1,${name},Logged In,paid,F,"Mars, MA",PUT,200,Song,Artist,1.5,1540000000000`;
const logs: readonly Log[] = [
  {
    example: 'cdnow',
    file: 'cdnow/cdnow_master.csv',
    rubbish: [
      [',1998-01-01,1,9.99', 'missingUser'],
      ['00007,1998-02-30,1,9.99', 'missingTime'],
      ['00007,infinity,1,9.99', 'missingTime'],
      ['00007,31 of 12 1997,1,9.99', 'missingTime'],
      ['00007,,1,9.99', 'missingTime'],
      ['00007,1998-07-08,1,9.99', 'afterEnd'],
      ['99999,2099-01-01,1,9.99', 'afterEnd'],
      ['00007,1970-01-01,1,9.99', 'before'],
      ['99998,0001-01-01,1,9.99', 'before'],
    ],
  },
  {
    example: 'sparkify',
    file: 'sparkify_nov2018/events.csv',
    rubbish: [
      [`1541105830796,,${page('Home')}`, 'missingUser'],
      [`yesterday,39,${page('Home')}`, 'missingTime'],
      [`1e40,39,${page('Home')}`, 'missingTime'],
      [`1541105830796,39,${page('home')}`, 'unmapped'],
      [`1544500000000,39,${page('Home')}`, 'afterEnd'],
      [`4102444800000,39,${page('Home')}`, 'afterEnd'],
      // Seconds among milliseconds, and no time at all: not taken for January 1970.
      [`1541105830,39,${page('Home')}`, 'missingTime'],
      [`0,39,${page('Home')}`, 'missingTime'],
    ],
  },
  {
    example: 'online-retail',
    file: 'online_retail/online_retail_events.csv.gz',
    rubbish: [
      ['900001,22423,6,2011-06-01 08:26:00,2.55,,United Kingdom', 'missingUser'],
      ['900002,22423,6,2011-31-06 08:26,2.55,17850,United Kingdom', 'missingTime'],
      ['900003,22423,6,2011-12-25 08:26:00,2.55,17850,United Kingdom', 'afterEnd'],
      ['900004,22423,6,9999-12-31 23:59:59,2.55,17850,United Kingdom', 'afterEnd'],
      ['900005,22423,6,1970-01-01 00:00:00,2.55,17850,United Kingdom', 'before'],
    ],
  },
];

function textOf(file: string): string {
  const bytes = readFileSync(file);
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').trimEnd();
}

async function built(example: string, text: string): Promise<FeatureSet> {
  const path = fileURLToPath(new URL(`../../../examples/${example}/winback.yaml`, import.meta.url));
  const { events, windows, snapshots } = parse(readFileSync(path, 'utf8'));
  const source = join(folder, `${example}.csv`);
  await writeFile(source, text);
  const { completeThrough: _, ...own } = events;
  return buildSnapshots(featuresConfig({ events: { ...own, source }, windows, snapshots }, example));
}

function values({ snapshots }: FeatureSet): string {
  const plain = snapshots.map(({ day, table }) => [day, table.toArray()]);
  return JSON.stringify(plain, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value));
}

// Rubbish at the beginning, where types are guessed, in the middle and at the end.
function mixed(text: string, rubbish: readonly string[]): string {
  const [head, ...lines] = text.split('\n');
  const places = rubbish.map((_, i) => Math.round((i * lines.length) / Math.max(1, rubbish.length - 1)));
  for (const [i, line] of [...rubbish.entries()].reverse()) lines.splice(places[i]!, 0, line);
  return `${[head, ...lines].join('\n')}\n`;
}

describe('rubbish in a real log', () => {
  for (const { example, file, rubbish } of logs) {
    const found = sharedFile(file);
    it.skipIf(found === undefined)(`${example}: changes nothing, and is counted`, async () => {
      const text = textOf(found!);
      const clean = await built(example, `${text}\n`);
      const dirty = await built(
        example,
        mixed(
          text,
          rubbish.map(([line]) => line),
        ),
      );
      expect(values(dirty)).toBe(values(clean));
      const counts = ({ report: { log } }: FeatureSet): Counts => ({
        missingUser: log.dropped.missingUser,
        missingTime: log.dropped.missingTime,
        unmapped: log.dropped.unmapped,
        afterEnd: log.dropped.afterEnd,
        before: log.reading.before?.rows ?? 0,
      });
      const before = counts(clean);
      const expected = { ...before } as Record<keyof Counts, number>;
      for (const [, kind] of rubbish) expected[kind]++;
      expect(counts(dirty)).toEqual(expected);
      const { log } = dirty.report;
      expect(log.reading.columns[0]!.unusable).toBe(
        rubbish.filter(([line, kind]) => kind === 'missingTime' && !line.includes(',,1,')).length,
      );
    });
  }
});
