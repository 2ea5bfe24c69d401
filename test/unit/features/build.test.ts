import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { buildSnapshots, type FeatureSet } from '../../../src/features/build.js';
import { featuresConfig } from '../../../src/features/config.js';
import { bruteForce, bruteLabel } from './brute-force.js';
import { type ToyEvent, toyConfig, toyEvents, writeToyCsv } from './toy-log.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-features-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function built(events: readonly ToyEvent[], more: object = {}): Promise<FeatureSet> {
  const path = join(folder, `events-${Math.floor(performance.now() * 1000)}.csv`);
  await writeToyCsv(path, events);
  return buildSnapshots(featuresConfig({ events: { source: path, ...toyConfig, ...more } }, 'config'));
}

function byUser(events: readonly ToyEvent[]): Map<string, ToyEvent[]> {
  const groups = new Map<string, ToyEvent[]>();
  for (const event of events) groups.set(event.user, [...(groups.get(event.user) ?? []), event]);
  return groups;
}

// Every value of every snapshot against plain loops; returns how many were compared.
function compare(set: FeatureSet, events: readonly ToyEvent[], zoneHours: number): number {
  const users = byUser(events);
  let compared = 0;
  for (const { day, table, positives } of set.snapshots) {
    const expected = new Map(
      [...users].flatMap(([user, own]) => {
        const row = bruteForce(own, day, { observation: 30, value: 90 }, zoneHours);
        return row === null ? [] : [[user, row] as const];
      }),
    );
    const ids = [...table.getChild('user_id')!] as string[];
    expect(new Set(ids)).toEqual(new Set(expected.keys()));
    for (const [row, id] of ids.entries()) {
      for (const [name, want] of Object.entries(expected.get(id)!)) {
        const given = table.getChild(name)?.get(row) as number | bigint | null | undefined;
        const got = given === null || given === undefined ? given : Number(given);
        const close =
          got === want || (typeof got === 'number' && want !== null && Math.abs(got - want) < 1e-6);
        if (!close) expect({ day, id, name, got }).toEqual({ day, id, name, got: want });
        compared++;
      }
      const label = table.getChild('label_churn_14d')?.get(row);
      expect(label ?? null).toBe(positives === null ? null : bruteLabel(users.get(id)!, day, 14, zoneHours));
    }
  }
  return compared;
}

describe('buildSnapshots', () => {
  it('gives every feature and label as plain loops do', async () => {
    const events = toyEvents(120, 170, 7);
    const set = await built(events);
    expect(set.report.leftOut).toEqual([]);
    expect(set.snapshots.length).toBe(13);
    expect(compare(set, events, 0)).toBeGreaterThan(15_000);
  });

  it('counts days, weekends and nights in the configured zone', async () => {
    const events = toyEvents(40, 170, 8);
    const set = await built(events, { timeZone: 'Asia/Shanghai', timestampsIn: 'UTC' });
    expect(compare(set, events, 8)).toBeGreaterThan(5000);
  });

  it('ranks R, F and M within a snapshot, ties sharing the lowest rank', async () => {
    const set = await built(toyEvents(60, 170, 9));
    const { table } = set.snapshots[0]!;
    const rank = (values: number[]): number[] =>
      values.map((value) => values.filter((other) => other < value).length / (values.length - 1));
    for (const [name, from, sign] of [
      ['r_quantile', 'recency_days', -1],
      ['f_quantile', 'frequency_30', 1],
      ['m_quantile', 'monetary_90', 1],
    ] as const) {
      const values = [...table.getChild(from)!].map((value) => sign * Number(value));
      const got = [...table.getChild(name)!] as number[];
      for (const [i, want] of rank(values).entries()) expect(got[i]).toBeCloseTo(want, 12);
    }
  });

  it('reports progress, stops on abort, and keeps to a small engine with the same values', async () => {
    const path = join(folder, 'work.csv');
    await writeToyCsv(path, toyEvents(80, 170, 11));
    const given = { events: { source: path, ...toyConfig } };
    const seen: string[] = [];
    const set = await buildSnapshots(featuresConfig(given, 'config'), {
      onProgress: ({ stage, done, total, detail }) => seen.push(`${stage} ${done}/${total} ${detail}`),
    });
    expect(seen[0]).toBe('log 0/4 opening the log');
    expect(seen.at(-1)).toBe('features 13/13 done');
    const small = { ...given, engine: { memoryLimitMb: 128, threads: 1, tempDirectory: folder } };
    const again = await buildSnapshots(featuresConfig(small, 'config'));
    const text = ({ snapshots }: FeatureSet): string =>
      JSON.stringify(
        snapshots.map(({ table }) => table.toArray()),
        (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value),
      );
    expect(text(again)).toBe(text(set));
    expect(again.report.featureVersion).toBe(set.report.featureVersion);
    const controller = new AbortController();
    const aborted = buildSnapshots(featuresConfig(given, 'config'), {
      signal: controller.signal,
      onProgress: ({ detail }) => {
        if (detail?.startsWith('snapshot')) controller.abort();
      },
    });
    await expect(aborted).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('names what the log lacks and leaves it out', async () => {
    const events = toyEvents(60, 170, 10).filter(
      (event) => event.event !== 'quota' && event.event !== 'paid',
    );
    await expect(built(events)).rejects.toThrow(
      /roles\.payment: the event "paid" never occurs.*events\.allow: \[paid, quota\]/s,
    );
    const set = await built(events, { allow: ['paid', 'quota'] });
    const names = set.report.leftOut.map(({ name }) => name);
    expect(names).toContain('quota_use_ratio');
    expect(names).toContain('pay_amt_30');
    expect(set.report.leftOut.find(({ name }) => name === 'aov')?.missing).toEqual(['payment']);
    expect(set.columns.value).toBeNull();
    for (const name of names) expect(set.snapshots[0]!.table.getChild(name)).toBeNull();
  });
});
