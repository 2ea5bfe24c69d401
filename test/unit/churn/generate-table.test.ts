import { describe, expect, it } from 'vitest';
import { generateChurnTable } from '../../../src/simulate/generate-table.js';
import { rankMetrics } from '../../../src/stats/auc.js';
import { readGolden } from '../../support/golden.js';

interface Golden {
  readonly rows: number;
  readonly labelRate: number;
  readonly bayesAuc: number;
  readonly bayesBrier: number;
  readonly columns: Record<string, { mean: number; sd: number; points: number[]; cdf: number[] }>;
}

// Drawn by numpy from the reference script's formulas: make_generated_table.py beside it.
const golden = readGolden('churn/generated-table.json') as Golden;

const users = 300_000;
/** Standard errors allowed: 17 columns times nine figures, all of them inside. */
const allowed = 5;

describe('generateChurnTable', () => {
  it('has the distributions of the reference script', async () => {
    const { table, probability } = await generateChurnTable({ users, seed: 5 });
    const scale = 1 / users + 1 / golden.rows;
    for (const [name, want] of Object.entries(golden.columns)) {
      const values =
        name === 'probability' ? probability : (table.getChild(name)!.data[0]!.values as Float64Array);
      const mean = values.reduce((a, b) => a + b, 0) / users;
      expect(Math.abs(mean - want.mean) / (want.sd * Math.sqrt(scale)), `mean of ${name}`).toBeLessThan(
        allowed,
      );
      for (const [i, point] of want.points.entries()) {
        const below = values.reduce((n, value) => n + (value <= point + 1e-12 ? 1 : 0), 0) / users;
        const share = want.cdf[i]!;
        const error = Math.sqrt(Math.max(share * (1 - share), 1e-6) * scale);
        expect(Math.abs(below - share) / error, `${name} <= ${point}`).toBeLessThan(allowed);
      }
    }
  });

  it('draws labels from the probability kept aside, so that its AUC is the best possible', async () => {
    const { table, probability } = await generateChurnTable({ users, seed: 6 });
    const label = Uint8Array.from(table.getChild('label_churn_14d')!.data[0]!.values as Int32Array);
    const rate = label.reduce((a, b) => a + b, 0) / users;
    expect(Math.abs(rate - golden.labelRate)).toBeLessThan(0.005);
    const { auc, standardError } = await rankMetrics(probability, label);
    expect(Math.abs(auc - golden.bayesAuc)).toBeLessThan(5 * standardError * Math.SQRT2);
  });

  it('gives the same bytes for a seed, and each user apart from the others', async () => {
    const values = async (options: { users: number; seed: number }): Promise<unknown[]> => {
      const { table } = await generateChurnTable(options);
      return table.toArray().map((row) => JSON.stringify(row));
    };
    const few = await values({ users: 50, seed: 1 });
    expect(few).toEqual(await values({ users: 50, seed: 1 }));
    expect((await values({ users: 80, seed: 1 })).slice(0, 50)).toEqual(few);
    expect(few).not.toEqual(await values({ users: 50, seed: 2 }));
  });
});
