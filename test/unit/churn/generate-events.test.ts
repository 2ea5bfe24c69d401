import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Random } from '../../../src/base/random.js';
import { readTable } from '../../../src/data/tables/read.js';
import { buildSnapshots, type FeatureSet, tableOf } from '../../../src/features/build.js';
import { featuresConfig } from '../../../src/features/config.js';
import { type GeneratedEvents, generateEvents } from '../../../src/simulate/generate-events.js';
import { activeChance, churnChance, drawTraits, nextState } from '../../../src/simulate/generate-process.js';
import { rankMetrics } from '../../../src/stats/auc.js';

let folder = '';
let generated: GeneratedEvents;
let set: FeatureSet;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-generate-'));
  generated = await generateEvents(folder, { users: 3000, seed: 3 });
  set = await buildSnapshots(featuresConfig(generated.config, 'config'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('generateEvents', () => {
  it('gives every feature of the definitions a log', () => {
    expect(set.report.leftOut).toEqual([]);
    expect(set.report.log.users).toBeGreaterThan(2900);
    expect(set.report.log.unmappedNames).toEqual([]);
    expect(set.encodings.map(({ field }) => field)).toEqual(['channel', 'device', 'region']);
  });

  it('keeps aside probabilities that are calibrated and rank well', async () => {
    const sections = [...set.split.train, ...set.split.calibration, ...set.split.test];
    let expected = 0;
    let variance = 0;
    let left = 0;
    for (const { day } of sections) {
      const { table, positives } = set.snapshots.find((snapshot) => snapshot.day === day)!;
      left += positives!;
      for (const id of table.getChild('user_id')! as Iterable<string>) {
        const p = generated.truth.probability(id, day);
        expected += p;
        variance += p * (1 - p);
      }
    }
    // Snapshots share users, so their labels hang together: at most all of them alike.
    expect(Math.abs(left - expected)).toBeLessThan(4 * Math.sqrt(variance * sections.length));
    const test = tableOf(set, set.split.test.slice(0, 1));
    const { day } = set.split.test[0]!;
    const scores = Float64Array.from([...test.getChild('user_id')!] as string[], (id) =>
      generated.truth.probability(id, day),
    );
    const labels = Uint8Array.from([...test.getChild('label_churn_14d')!] as number[]);
    const { auc } = await rankMetrics(scores, labels);
    expect(auc).toBeGreaterThan(0.85);
    expect(auc).toBeLessThan(0.96);
  });

  it('computes the true probability as simulation of the process does', () => {
    const traits = drawTraits(new Random(11, 4), 150);
    const isWeekend = (day: number): boolean => day % 7 >= 5;
    const days = new Uint8Array(60);
    const start = { ...traits, firstDay: 0, hazard: 0.05, rate: 0.5 };
    for (const day of [0, 1, 3, 4, 9]) days[day] = 1;
    const want = churnChance(start, { days, isWeekend }, 14, 14);
    // Paths of the process that show this activity for 15 days: what share is silent for the next 14?
    const random = new Random(99);
    let alike = 0;
    let silent = 0;
    for (let path = 0; path < 4_000_000 && alike < 3000; path++) {
      let state = 0;
      let day = 0;
      const steps = (until: number, shows: (active: boolean) => boolean): boolean => {
        for (; day <= until; day++) {
          if (day > 0) state = nextState(random, start, state);
          if (!shows(random.chance(activeChance(start, state, isWeekend(day))))) return false;
        }
        return true;
      };
      if (!steps(14, (active) => active === (days[day] === 1))) continue;
      alike++;
      if (steps(28, (active) => !active)) silent++;
    }
    expect(alike).toBeGreaterThan(300);
    const error = Math.sqrt((want * (1 - want)) / alike);
    expect(Math.abs(silent / alike - want)).toBeLessThan(4 * error);
  });

  it('writes the same rows for the same seed', async () => {
    const text = async (seed: number): Promise<string> => {
      const own = await mkdtemp(join(folder, 'seed-'));
      const { eventsPath } = await generateEvents(own, { users: 40, days: 60, seed });
      return JSON.stringify((await readTable(eventsPath)).toArray(), (_, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      );
    };
    const one = await text(1);
    expect(await text(1)).toBe(one);
    expect(await text(2)).not.toBe(one);
  });

  it('stops on abort and refuses wrong options', async () => {
    await expect(generateEvents(folder, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'ABORTED',
    });
    await expect(generateEvents(folder, { days: 10 })).rejects.toThrow(/days/);
    expect(() => generated.truth.probability('nobody', '2025-05-01')).toThrow(/nobody/);
  });
});
