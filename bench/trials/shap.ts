// Tree SHAP against LightGBM's own contributions, in one process at equal threads. LightGBM explains
// fewer rows a round: all of them would take it minutes.
import { availableParallelism } from 'node:os';

import { CompiledForest } from '../../src/model/compiled-forest.js';
import { shapContributions } from '../../src/model/shap.js';
import { type BenchRow, median, row, type Trial } from '../harness.js';
import { reasonsRows } from '../reasons-rows.js';
import { caseModel, caseTable, type ScoreCase } from '../score-models.js';

interface Size {
  readonly rows: number;
  readonly theirRows: number;
  readonly rounds: number;
}

async function explain(given: ScoreCase, threads: readonly number[], size: Size): Promise<BenchRow[]> {
  const booster = await caseModel(given);
  const forest = await CompiledForest.fromBooster(booster);
  const table = caseTable(given, size.rows, 2);
  const head = table.slice(0, size.theirRows);
  const results: BenchRow[] = [];
  for (const count of threads) {
    const ours: number[] = [];
    const theirs: number[] = [];
    let equal = true;
    for (let round = 0; round < size.rounds; round++) {
      let start = performance.now();
      const mine = await shapContributions(forest, table, { threads: count });
      ours.push((performance.now() - start) / 1e3 / size.rows);
      start = performance.now();
      const other = await booster.predict(head, { output: 'contributions', threads: count });
      theirs.push((performance.now() - start) / 1e3 / size.theirRows);
      equal &&= other.every((value, i) => Math.abs(value - mine.values[i]!) < 1e-10);
    }
    const name = `${given.name}, ${size.rows / 1000}k rows, ${count} thread${count > 1 ? 's' : ''}, per row`;
    results.push(row(name, 'us', median(ours), 'LightGBM 4.7.0 C API', median(theirs), equal));
  }
  forest.close();
  booster.close();
  return results;
}

export const trial: Trial = {
  about: 'exact Tree SHAP contributions of every row, equal to 1e-10, and the reasons that users get',
  async run({ quick }) {
    const size = quick
      ? { rows: 2000, theirRows: 100, rounds: 3 }
      : { rows: 10_000, theirRows: 300, rounds: 3 };
    const threads = [1, availableParallelism()];
    return [
      ...(await explain({ name: '600x63', iterations: 600, leaves: 63 }, threads, size)),
      ...(await explain({ name: '100x31', iterations: 100, leaves: 31 }, threads, size)),
      ...(await reasonsRows({ users: quick ? 50_000 : 1_000_000, theirUsers: size.theirRows, rounds: 1 })),
    ];
  },
};
