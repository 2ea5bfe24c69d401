// Clocks that are changed: days, nights and the time between events against Python's zoneinfo.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSnapshot } from '../../../src/features/build.js';
import { featuresConfig } from '../../../src/features/config.js';
import { openEventLog } from '../../../src/features/log/event-log.js';
import { changesClocks } from '../../../src/features/log/time-sql.js';
import { featureVersion, formerVersion } from '../../../src/features/version.js';
import { readGolden } from '../../support/golden.js';

interface ZoneCase {
  readonly zone: string;
  readonly utc: readonly string[];
  readonly local: readonly string[];
  readonly activeDays: number;
  readonly nightShare: number;
  readonly weekendShare: number;
  readonly gapHours: number;
}

const cases = readGolden('features/zones.json') as readonly ZoneCase[];

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-zones-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function featuresOf(times: readonly string[], events: object): Promise<Record<string, number>> {
  await writeFile(join(folder, 'log.csv'), `who,when\n${times.map((time) => `u,${time}`).join('\n')}\n`);
  const config = featuresConfig(
    {
      events: {
        source: 'log.csv',
        columns: { user: 'who', time: 'when' },
        everyRow: 'login',
        ...events,
      },
    },
    'config',
  );
  const log = await openEventLog(config.events, config.engine, { root: folder });
  const { table } = await buildSnapshot(log, config, { day: log.record.lastDay }, []);
  log.close();
  const names = ['active_days_30', 'night_share', 'weekend_share', 'avg_session_gap_h'];
  return Object.fromEntries(names.map((name) => [name, Number(table.getChild(name)!.get(0))]));
}

describe('days and elapsed time', () => {
  const iso = (time: string): string => `${time.replace(' ', 'T')}Z`;
  const seconds = (time: string): string => String(Date.parse(iso(time)) / 1000);
  // Every second one carries its zone: no single type fits the column.
  const mixed = (time: string, i: number): string => (i % 2 === 0 ? iso(time) : time);

  it.each(cases)('are those of $zone, from $utc.0', async ({ zone, utc, local, ...want }) => {
    const expected = {
      active_days_30: want.activeDays,
      night_share: expect.closeTo(want.nightShare, 9),
      weekend_share: expect.closeTo(want.weekendShare, 9),
      avg_session_gap_h: expect.closeTo(want.gapHours, 9),
    };
    const ways: readonly (readonly [readonly string[], object])[] = [
      [utc, { timeZone: zone, timestampsIn: 'UTC' }],
      [local, { timeZone: zone }],
      [utc.map(iso), { timeZone: zone }],
      [utc.map(seconds), { timeZone: zone }],
      [utc.map((time) => `${iso(time).slice(0, -1)}+00:00`), { timeZone: zone }],
      [utc.map(mixed), { timeZone: zone, timestampsIn: 'UTC' }],
    ];
    for (const [times, events] of ways) expect(await featuresOf(times, events), times[0]).toEqual(expected);
  });

  it('accepts an offset as the zone', async () => {
    const { utc, local } = cases.find(({ zone }) => zone === 'Asia/Shanghai')!;
    const named = await featuresOf(utc, { timeZone: 'Asia/Shanghai', timestampsIn: 'UTC' });
    expect(await featuresOf(utc, { timeZone: '+08:00', timestampsIn: 'UTC' })).toEqual(named);
    expect(await featuresOf(local, { timeZone: '+08:00' })).toEqual(named);
    expect(await featuresOf(local, { timeZone: 'UTC', timestampsIn: '+0800' })).not.toEqual(named);
  });

  it('reads a zone of its own in every row, whatever the other rows have', async () => {
    const same = ['2025-03-01 10:00:00', '2025-03-01T10:00:00Z', '2025-03-01T18:00:00+08:00'];
    const more = ['2025-03-01 05:00:00-0500', '2025-03-01 11:00:00 CET', '2025-03-01T10:00:00.000+00'];
    const { avg_session_gap_h: gap } = await featuresOf([...same, ...more], {
      timeZone: 'Asia/Tokyo',
      timestampsIn: 'UTC',
    });
    expect(gap).toBe(0);
  });

  it('knows the zones whose clocks are changed', () => {
    const changing = ['America/New_York', 'Europe/London', 'Australia/Lord_Howe', 'America/Santiago'];
    const fixed = ['UTC', 'Asia/Shanghai', 'Asia/Kolkata', 'Asia/Tokyo', '+08:00', '-0330'];
    expect(changing.filter((zone) => !changesClocks(zone))).toEqual([]);
    expect(fixed.filter(changesClocks)).toEqual([]);
  });
});

describe('the version of features', () => {
  const given = (timeZone: string) =>
    featuresConfig(
      { events: { source: 'x', columns: { user: 'u', time: 't' }, everyRow: 'login', timeZone } },
      'config',
    );
  const names = [{ name: 'active_days_30' }];

  it('is that of version 0.1 where clocks are never changed', () => {
    expect(formerVersion(given('Asia/Shanghai'), names)).toBe(featureVersion(given('Asia/Shanghai'), names));
    const london = given('Europe/London');
    expect(formerVersion(london, names)).not.toBe(featureVersion(london, names));
    expect(formerVersion(london, [...names, { name: 'avg_session_gap_h' }])).toBeNull();
  });
});
