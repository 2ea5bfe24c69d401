// Batch scoring from an Arrow table against LightGBM's C API (Arrow input) in the same process, binning
// and sigmoid included. LightGBM scores fewer rows a round: it would need a minute for all of them.
import { monitorEventLoopDelay } from 'node:perf_hooks';

import type { Table } from 'apache-arrow';

import { Booster } from '../../src/model/booster.js';
import { CompiledForest } from '../../src/model/compiled-forest.js';
import { type BenchOptions, type BenchRow, duel, median, row, type Trial } from '../harness.js';
import { caseModel, caseTable, type ScoreCase } from '../score-models.js';

const cases: readonly ScoreCase[] = [
  { name: '600x63', iterations: 600, leaves: 63 },
  { name: '100x31', iterations: 100, leaves: 31 },
  { name: '1000x127', iterations: 1000, leaves: 127 },
  { name: '600x63, 5 % missing', iterations: 600, leaves: 63, shape: 'missing' },
  { name: '600x63, one-hot', iterations: 600, leaves: 63, shape: 'one-hot' },
];
const peer = 'LightGBM 4.7.0 C API';

interface Size {
  readonly rows: number;
  readonly theirRows: number;
  readonly rounds: number;
}

async function seconds(work: () => Promise<Float64Array>): Promise<{ time: number; scores: Float64Array }> {
  const start = performance.now();
  const scores = await work();
  return { time: (performance.now() - start) / 1e3, scores };
}

/** Nanoseconds per row, alternating; equal = every row that both scored has the same bits. */
async function batch(
  name: string,
  [forest, booster]: readonly [CompiledForest, Booster],
  table: Table,
  threads: number,
  { rows, theirRows, rounds }: Size,
): Promise<BenchRow> {
  const head = table.slice(0, theirRows);
  const ours: number[] = [];
  const theirs: number[] = [];
  let equal = true;
  await forest.score(table.slice(0, 50_000), { threads });
  await booster.predict(table.slice(0, 500), { threads });
  for (let round = 0; round < rounds; round++) {
    const mine = await seconds(() => forest.score(table, { threads }));
    const other = await seconds(() => booster.predict(head, { threads }));
    ours.push(mine.time / rows);
    theirs.push(other.time / theirRows);
    equal &&= other.scores.every((score, i) => Object.is(score, mine.scores[i]));
  }
  return row(
    `${name}, ${threads} thread${threads > 1 ? 's' : ''}, per row`,
    'ns',
    median(ours),
    peer,
    median(theirs),
    equal,
  );
}

async function compileRow(booster: Booster): Promise<BenchRow> {
  return duel({
    name: 'compile 600x63 from text, checked',
    unit: 'ms',
    peer: 'LightGBM loading the text',
    rounds: 5,
    ours: async () => {
      const forest = await CompiledForest.fromText(booster.text);
      forest.close();
      return forest.iterations;
    },
    theirs: async () => {
      const loaded = await Booster.load(booster.text, booster.features);
      loaded.close();
      return loaded.width('leaf');
    },
    equal: (a, b) => a === b,
  });
}

/** How long timers wait while rows are scored on all threads but this one. */
async function loopDelay(forest: CompiledForest, table: Table, rounds: number): Promise<BenchRow> {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  for (let i = 0; i < rounds; i++) await forest.score(table);
  histogram.disable();
  // The histogram counts from the timer's own period of 1 ms.
  const delay = Math.max(0, histogram.percentile(99) / 1e9 - 1e-3);
  const name = `event-loop delay p99 while scoring ${rounds} x ${table.numRows} rows`;
  return row(name, 'ms', delay, 'none', null, null);
}

async function one(given: ScoreCase, size: Size, quick: boolean): Promise<readonly BenchRow[]> {
  const booster = await caseModel(given);
  const forest = await CompiledForest.fromBooster(booster);
  const table = caseTable(given, size.rows, 7);
  const rows = [await batch(given.name, [forest, booster], table, 1, size)];
  if (!quick) rows.push(await batch(given.name, [forest, booster], table, 2, size));
  if (given.name === '600x63') {
    rows.push(await compileRow(booster), await loopDelay(forest, table, quick ? 2 : 5));
  }
  booster.close();
  forest.close();
  return rows;
}

export const trial: Trial = {
  about: 'batch scoring of an Arrow table; equal = the same bits as LightGBM',
  async run({ quick }: BenchOptions) {
    const size = quick
      ? { rows: 200_000, theirRows: 8_000, rounds: 3 }
      : { rows: 1_000_000, theirRows: 40_000, rounds: 5 };
    const rows: BenchRow[] = [];
    for (const given of quick ? cases.slice(0, 2) : cases) rows.push(...(await one(given, size, quick)));
    return rows;
  },
};
