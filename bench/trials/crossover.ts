// From how many rows on a block of the bit-sliced path beats one row after the other, and which block:
// the source of the constants in native/core/forest (RowMasks::FewRows, BitsKernel::most).
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { type BenchOptions, type BenchRow, row, type Trial } from '../harness.js';
import { compiledBench } from '../native-bench.js';
import { caseModel, caseTable, rowMajor, type ScoreCase } from '../score-models.js';

const cases: readonly ScoreCase[] = [
  { name: '100x31', iterations: 100, leaves: 31 },
  { name: '600x63', iterations: 600, leaves: 63 },
  { name: '600x63, one-hot', iterations: 600, leaves: 63, shape: 'one-hot' },
  { name: '1000x127', iterations: 1000, leaves: 127 },
];

type Sweep = Readonly<Record<string, readonly number[]>>;

async function sweep(given: ScoreCase, binary: string, folder: string): Promise<Sweep> {
  const booster = await caseModel(given);
  const [model, data] = [path.join(folder, 'model.txt'), path.join(folder, 'rows.f64')];
  writeFileSync(model, booster.text);
  writeFileSync(data, rowMajor(caseTable(given, 20_000, 9)));
  booster.close();
  return JSON.parse(execFileSync(binary, [model, data], { encoding: 'utf8' })) as Sweep;
}

/** One line per table size: the row path against the quickest block, which is named. */
function lines(name: string, { rows, 'row by row': byRow, ...blocks }: Sweep): BenchRow[] {
  return rows!.map((count, i) => {
    const [quickest, time] = Object.entries(blocks)
      .map(([block, times]) => [block, times[i]!] as const)
      .reduce((a, b) => (b[1] < a[1] ? b : a));
    return row(`${name}, ${count} rows, row by row`, 'us', byRow![i]! / 1e9, quickest, time / 1e9, null);
  });
}

export const trial: Trial = {
  about: 'one call on a small table: the row path against blocks of the bit-sliced path',
  async run({ quick }: BenchOptions) {
    const folder = mkdtempSync(path.join(tmpdir(), 'winback-crossover-'));
    try {
      const binary = compiledBench('crossover_bench');
      const found: BenchRow[] = [];
      for (const given of quick ? cases.slice(0, 2) : cases) {
        found.push(...lines(given.name, await sweep(given, binary, folder)));
      }
      return found;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
