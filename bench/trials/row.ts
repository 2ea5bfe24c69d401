// One row at a time: from C++ against LightGBM's SingleRowFast (bench/native/row_bench.cpp, compiled
// here against the addon's own libraries), and from JavaScript.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { CompiledForest } from '../../src/model/compiled-forest.js';
import { type BenchOptions, type BenchRow, row, type Trial } from '../harness.js';
import { compiledBench } from '../native-bench.js';
import { caseModel, caseTable, features, rowMajor, type ScoreCase } from '../score-models.js';

const cases: readonly ScoreCase[] = [
  { name: '100x31', iterations: 100, leaves: 31 },
  { name: '600x63', iterations: 600, leaves: 63 },
  { name: '600x63, 5 % missing', iterations: 600, leaves: 63, shape: 'missing' },
  { name: '600x63, one-hot', iterations: 600, leaves: 63, shape: 'one-hot' },
];
const peer = 'LightGBM 4.7.0 SingleRowFast, C++';

interface NativeTimes {
  /** p50 and p99 in ns. */
  readonly ours: readonly [number, number];
  readonly theirs: readonly [number, number];
  readonly equal: boolean;
}

function quantiles(times: Float64Array): readonly [number, number] {
  times.sort();
  return [times[Math.floor(times.length * 0.5)]! / 1e3, times[Math.floor(times.length * 0.99)]! / 1e3];
}

function fromJavaScript(forest: CompiledForest, values: Float64Array): readonly [number, number] {
  const width = forest.features.length;
  const rows = values.length / width;
  const times = new Float64Array(rows);
  const views = Array.from({ length: rows }, (_, i) => values.subarray(i * width, (i + 1) * width));
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < rows; i++) {
      const start = performance.now();
      forest.scoreRow(views[i]!);
      times[i] = performance.now() - start;
    }
  }
  return quantiles(times);
}

async function one(given: ScoreCase, rows: number, binary: string, folder: string): Promise<BenchRow[]> {
  const booster = await caseModel(given);
  const table = caseTable(given, rows, 9);
  const values = rowMajor(table);
  const [model, data] = [path.join(folder, 'model.txt'), path.join(folder, 'rows.f64')];
  writeFileSync(model, booster.text);
  writeFileSync(data, values);
  const width = features(table).length;
  const native = JSON.parse(
    execFileSync(binary, [model, data, String(width)], { encoding: 'utf8' }),
  ) as NativeTimes;
  const forest = await CompiledForest.fromBooster(booster);
  await forest.prepareRows();
  const javascript = fromJavaScript(forest, values);
  const scores = await forest.score(table);
  let equal = native.equal;
  for (let i = 0; i < rows; i += 97) {
    equal &&= Object.is(forest.scoreRow(values.subarray(i * width, (i + 1) * width)), scores[i]);
  }
  forest.close();
  booster.close();
  const percentiles = ['p50', 'p99'] as const;
  return percentiles.flatMap((name, i) => [
    row(
      `${given.name}, C++, ${name}`,
      'us',
      native.ours[i]! / 1e9,
      peer,
      native.theirs[i]! / 1e9,
      native.equal,
    ),
    row(`${given.name}, JavaScript, ${name}`, 'us', javascript[i]!, peer, native.theirs[i]! / 1e9, equal),
  ]);
}

export const trial: Trial = {
  about: 'one row per call, every call timed, clock included; equal = the same bits as LightGBM',
  async run({ quick }: BenchOptions) {
    const folder = mkdtempSync(path.join(tmpdir(), 'winback-row-'));
    try {
      const binary = compiledBench('row_bench');
      const rows: BenchRow[] = [];
      for (const given of quick ? cases.slice(0, 2) : cases) {
        rows.push(...(await one(given, quick ? 20_000 : 100_000, binary, folder)));
      }
      return rows;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
