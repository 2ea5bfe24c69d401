// Times that are written in ways that invite a wrong reading; what clocks show is asked of ICU (Intl).
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAttributes } from '../../../src/features/attributes.js';
import { featuresConfig } from '../../../src/features/config.js';
import { type EventLog, openEventLog } from '../../../src/features/log/event-log.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-hostile-times-'));
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
async function fileOf(header: string, lines: readonly string[]): Promise<string> {
  const path = join(folder, `file${files++}.csv`);
  await writeFile(path, `${header}\n${lines.join('\n')}\n`);
  return path;
}

const event = { columns: { user: 'who', time: 'when' }, everyRow: 'login' };

async function logOf(times: readonly string[], more: object): Promise<EventLog> {
  const source = await fileOf(
    'who,when',
    times.map((time, i) => `u${i},${time}`),
  );
  const config = featuresConfig(
    { events: { source, ...event, ...more }, engine: { threads: 1, features: 'sql' } },
    'config',
  );
  return openEventLog(config.events, config.engine);
}

/** What the clock showed at each event, in the order of the users. */
async function clocksOf(times: readonly string[], more: object): Promise<readonly (string | null)[]> {
  const log = await logOf(times, more);
  const rows = await log.engine.rows(
    `SELECT user_id, strftime("at"::TIMESTAMP, '%Y-%m-%d %H:%M:%S') AS clock FROM events JOIN users USING (uid)`,
  );
  log.close();
  const byUser = new Map(rows.map((row) => [String(row['user_id']), String(row['clock'])]));
  return times.map((_, i) => byUser.get(`u${i}`) ?? null);
}

function shownIn(timeZone: string, instant: number): string {
  return new Date(instant).toLocaleString('sv-SE', { timeZone });
}

const instants = Array.from({ length: 40 }, (_, i) => Date.UTC(2026, 0, 2, 3, 4, 5) + i * 47 * 3_600_000);
const offset = (ms: number): string => {
  const two = (n: number): string => String(Math.floor(n)).padStart(2, '0');
  return `${ms < 0 ? '-' : '+'}${two(Math.abs(ms) / 3_600_000)}${two((Math.abs(ms) / 60_000) % 60)}`;
};

describe('zones', () => {
  it.each(['-09:30', '-05:00', '+05:45'])('a fixed offset of %s', async (timeZone) => {
    const times = instants.map((at) => new Date(at).toISOString());
    const instant = (clock: string | null, zone: string): number =>
      Date.parse(`${clock?.replace(' ', 'T')}${zone}`);
    const local = await clocksOf(times, { timeZone });
    expect(local.map((clock) => instant(clock, timeZone))).toEqual(instants);
    const utc = await clocksOf(local as string[], { timeZone: 'UTC', timestampsIn: timeZone });
    expect(utc.map((clock) => instant(clock, 'Z'))).toEqual(instants);
  });

  it('a format with %z names instants', async () => {
    const zones = [0, 8 * 3_600_000, -3.5 * 3_600_000];
    const times = instants.map((at, i) => {
      const zone = zones[i % 3]!;
      const [day, time] = new Date(at + zone).toISOString().slice(0, 19).split('T') as [string, string];
      return `${day.split('-').reverse().join('/')} ${time} ${offset(zone)}`;
    });
    for (const timeZone of ['Asia/Shanghai', 'America/New_York', 'UTC'])
      expect(await clocksOf(times, { timeZone, timeFormat: '%d/%m/%Y %H:%M:%S %z' })).toEqual(
        instants.map((at) => shownIn(timeZone, at)),
      );
  });

  it('UTC behind a time, beside times in other forms', async () => {
    const times = instants.map((at, i) => {
      const iso = new Date(at).toISOString().slice(0, 19).replace('T', ' ');
      return i % 2 === 0
        ? `${iso} UTC`
        : `${iso.replace('-', '年').replace('-', '月').replace(' ', '日 ')} UTC`;
    });
    const timeZone = 'Asia/Shanghai';
    expect(await clocksOf(times, { timeZone })).toEqual(instants.map((at) => shownIn(timeZone, at)));
  });
});

describe('numbers', () => {
  const seconds = instants.map((at) => String(at / 1000));

  it('of another unit than the rest are counted, not read', async () => {
    const times = instants.map((at, i) => String(i === 7 ? at / 1000 : at));
    const log = await logOf(times, {});
    expect(log.record.reading.columns.find(({ option }) => option === 'time')).toMatchObject({
      given: 40,
      unusable: 1,
      examples: ['17***'],
    });
    expect(log.record.firstDay).toBe('2026-01-02');
    log.close();
  });

  it('0 among seconds is no time', async () => {
    expect(await clocksOf([...seconds, '0'], {})).toEqual([
      ...instants.map((at) => shownIn('UTC', at)),
      null,
    ]);
  });

  it('a named unit holds for every number', async () => {
    expect(await clocksOf(['86400', '1767348000'], { timeUnit: 's' })).toEqual([
      '1970-01-02 00:00:00',
      '2026-01-02 10:00:00',
    ]);
  });

  it('days of spreadsheets are refused', async () => {
    await expect(logOf(['46024.5', '46025.25', '46030'], {})).rejects.toThrow(
      /numbers such as 46024.5 in column "when" are no time since 1970; write dates as text/,
    );
  });

  it('days since 1970 are days of the calendar in every zone', async () => {
    const days = [20455, 20456, 20460];
    const expected = days.map((day) => new Date(day * 864e5).toISOString().slice(0, 19).replace('T', ' '));
    for (const timeZone of ['Asia/Shanghai', 'America/New_York'])
      expect(await clocksOf(days.map(String), { timeZone })).toEqual(expected);
  });
});

describe('validFrom', () => {
  const given: readonly (readonly [string, object, readonly string[]])[] = [
    ['texts', {}, ['2026-01-02T20:00:00Z', '2026-01-02 20:00:00+08:00']],
    ['a format', { timeFormat: '%d.%m.%Y %H:%M %z' }, ['02.01.2026 20:00 +0000', '02.01.2026 20:00 +0800']],
  ];
  it.each(given)('with a zone is the day in the zone of the log: %s', async (_, more, days) => {
    const log = await logOf(['2026-01-01 10:00', '2026-02-01 10:00'], { timeZone: 'Asia/Shanghai' });
    const source = await fileOf(
      'who,since,plan',
      days.map((day, i) => `u0,${day},p${i}`),
    );
    const { attributes } = featuresConfig(
      {
        events: { source, ...event },
        attributes: { source, user: 'who', validFrom: 'since', fields: ['plan'], ...more },
      },
      'config',
    );
    await readAttributes(log, attributes!, {});
    const rows = await log.engine.rows(
      'SELECT plan, valid_from::VARCHAR AS day FROM attributes ORDER BY plan',
    );
    log.close();
    expect(rows).toEqual([
      { plan: 'p0', day: '2026-01-03' },
      { plan: 'p1', day: '2026-01-02' },
    ]);
  });
});
