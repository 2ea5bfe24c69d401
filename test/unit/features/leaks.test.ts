import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Int32, Table, vectorFromArray } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSnapshot, buildSnapshots, type FeatureSet, tableOf } from '../../../src/features/build.js';
import { featuresConfig } from '../../../src/features/config.js';
import { leakCheck } from '../../../src/features/leak-check.js';
import { openEventLog } from '../../../src/features/log/event-log.js';
import { trainLogistic } from '../../../src/model/logistic.js';
import { generateEvents } from '../../../src/simulate/generate-events.js';
import { rankMetrics } from '../../../src/stats/auc.js';
import { uniform } from '../../support/random.js';
import { toyConfig, toyEvents, writeToyCsv } from './toy-log.js';

let folder = '';
let set: FeatureSet;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-leaks-'));
  const generated = await generateEvents(folder, { users: 2500, seed: 12 });
  set = await buildSnapshots(featuresConfig(generated.config, 'config'));
});
afterAll(() => rm(folder, { recursive: true }));

function rowsText(table: Table): string[] {
  const names = table.schema.fields.map((field) => field.name);
  return Array.from({ length: table.numRows }, (_, row) =>
    names.map((name) => String(table.getChild(name)!.get(row))).join('|'),
  );
}

// One batch, with more columns.
function extended(table: Table, more: Record<string, readonly unknown[]>): Table {
  const own = table.schema.fields.map(({ name }) => [name, [...table.getChild(name)!]] as const);
  const columns = [...own, ...Object.entries(more)];
  return new Table(Object.fromEntries(columns.map(([name, values]) => [name, vectorFromArray(values)])));
}

function tableWith(table: Table, labels: ArrayLike<number>): Table {
  const vector = vectorFromArray(Array.from(labels), new Int32());
  return table.setChild(set.columns.label, vector);
}

describe('features see nothing after the snapshot', () => {
  it('are unchanged when the future is deleted', async () => {
    const all = toyEvents(100, 170, 31);
    const day = '2025-04-01';
    const past = all.filter((event) => event.at.getTime() < Date.parse('2025-04-02'));
    const tables = [];
    for (const [i, events] of [all, past].entries()) {
      const path = join(folder, `future-${i}.csv`);
      await writeToyCsv(path, events);
      const config = featuresConfig({ events: { source: path, ...toyConfig } }, 'config');
      const log = await openEventLog(config.events, config.engine);
      tables.push((await buildSnapshot(log, config, { day }, [])).table);
      log.close();
    }
    expect(tables[0]!.numRows).toBeGreaterThan(40);
    expect(rowsText(tables[1]!)).toEqual(rowsText(tables[0]!));
  });

  it('rank permuted labels no better than chance', async () => {
    const train = tableOf(set, set.split.train);
    const test = tableOf(set, set.split.test);
    const random = uniform(5);
    const honestLabels = [...train.getChild(set.columns.label)!].map(Number);
    const permuted = (): number[] => {
      const labels = [...honestLabels];
      for (let i = labels.length - 1; i > 0; i--) {
        const j = Math.floor(random() * (i + 1));
        [labels[i], labels[j]] = [labels[j]!, labels[i]!];
      }
      return labels;
    };
    const testLabels = Uint8Array.from([...test.getChild(set.columns.label)!].map(Number));
    const auc = async (table: Table): Promise<number> => {
      const { label, features } = set.columns;
      const model = await trainLogistic(table, { label, features });
      const scores = await model.predict(test);
      model.close();
      return (await rankMetrics(scores, testLabels)).auc;
    };
    const honest = await auc(train);
    expect(honest).toBeGreaterThan(0.75);
    // Features hang together, so one permutation alone can rank some way off either side of 0.5.
    const chance: number[] = [];
    for (let i = 0; i < 16; i++) chance.push(await auc(tableWith(train, permuted())));
    const mean = chance.reduce((a, b) => a + b, 0) / chance.length;
    const spread = Math.sqrt(chance.reduce((a, b) => a + (b - mean) ** 2, 0) / (chance.length - 1));
    expect(Math.abs(mean - 0.5)).toBeLessThan((4 * spread) / Math.sqrt(chance.length));
    expect(Math.max(...chance)).toBeLessThan(honest);
  });
});

describe('leakCheck', () => {
  const options = (table: Table) => ({
    label: set.columns.label,
    features: table.schema.fields.map((field) => field.name).filter((name) => name !== set.columns.label),
  });

  it('finds nothing in honest features', async () => {
    const table = tableOf(set, set.split.train).select([set.columns.label, ...set.columns.features]);
    expect(await leakCheck(table, options(table))).toEqual([]);
  });

  it('flags planted columns: a copy with noise, a reversed one, and one that is missing for those who left', async () => {
    const honest = tableOf(set, set.split.train).select([set.columns.label, 'login_cnt_30', 'channel']);
    const labels = [...honest.getChild(set.columns.label)!].map(Number);
    const random = uniform(6);
    const noisy = labels.map((label) => (random() < 0.02 ? 1 - label : label));
    const reversed = labels.map((label) => -label + random());
    const missing = labels.map((label) => (label === 1 ? null : random()));
    const text = labels.map((label) => (label === 1 ? 'closed' : `open ${Math.floor(random() * 3)}`));
    const table = extended(honest, { noisy, reversed, missing, text });
    const alarms = await leakCheck(table, options(table));
    expect(alarms.map(({ column }) => column).sort()).toEqual(['missing', 'noisy', 'reversed', 'text']);
    for (const { value } of alarms) expect(value).toBeGreaterThan(0.95);
  });

  it('counts times after the end of the snapshot day', async () => {
    const days = [0, 0, 1].map((day) => new Date(day * 864e5));
    const seen = [new Date(864e5 - 1), new Date(864e5), null];
    const base = tableOf(set, set.split.train).slice(0, 3).select([set.columns.label]);
    const table = extended(base, { day: days, seen });
    const alarms = await leakCheck(table, {
      label: set.columns.label,
      features: [],
      day: 'day',
      times: ['seen'],
    });
    expect(alarms).toMatchObject([{ column: 'seen', kind: 'time-after-snapshot', value: 1 }]);
    await expect(leakCheck(table, { label: 'nope', features: [] })).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
  });
});
