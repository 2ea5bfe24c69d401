// Permutation importance of a 600x63 forest against scikit-learn's permutation_importance over LightGBM's
// Python package.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';

import { CompiledForest } from '../../src/model/compiled-forest.js';
import { type PermutationImportance, permutationImportance } from '../../src/model/importance.js';
import type { Trial } from '../harness.js';
import { duelWithPeer, openPeer, type PeerAnswer } from '../peers/peer.js';
import { caseModel, caseTable } from '../score-models.js';

const rows = 6000;

/**
 * Both shuffle with numbers of their own: the AUC of the rows as they are must be the same, and every
 * mean loss within five standard errors.
 */
function agree(ours: PermutationImportance, theirs: PeerAnswer): boolean {
  const means = theirs['means'] as Record<string, number>;
  return (
    Math.abs(ours.baseline - Number(theirs['baseline'])) < 1e-12 &&
    ours.groups.every(({ name, mean, losses }) => {
      // One repeat has no spread of its own: that of an AUC on these rows bounds it.
      const spread = losses.reduce((most, loss) => Math.max(most, Math.abs(loss - mean)), 0.004);
      return Math.abs(mean - means[name]!) < 5 * spread * Math.SQRT2;
    })
  );
}

export const trial: Trial = {
  about: `loss of AUC when a feature is shuffled: ${rows} rows x 20 features`,
  async run({ quick }) {
    const repeats = 10;
    const given = { name: '600x63', iterations: 600, leaves: 63 } as const;
    const booster = await caseModel(given);
    const forest = await CompiledForest.fromBooster(booster);
    const table = caseTable(given, rows, 2);
    const folder = mkdtempSync(path.join(tmpdir(), 'winback-importance-'));
    const features = booster.features.map(({ name }) => name);
    const columns = [...features, 'churn'].map((name) =>
      Float64Array.from(table.getChild(name)!.data[0]!.values as ArrayLike<number>),
    );
    writeFileSync(path.join(folder, 'model.txt'), booster.text);
    writeFileSync(
      path.join(folder, 'columns.f64'),
      Buffer.concat(columns.map((column) => Buffer.from(column.buffer))),
    );
    try {
      const results = [];
      for (const threads of quick ? [availableParallelism()] : [1, availableParallelism()]) {
        const peer = await openPeer('importance.py', { threads });
        results.push(
          await duelWithPeer({
            name: `${repeats} repeats, ${threads} thread${threads > 1 ? 's' : ''}`,
            unit: 's',
            peer: `scikit-learn + LightGBM, one repeat timed, x ${repeats}`,
            rounds: quick ? 1 : 3,
            connection: peer,
            request: { do: 'importance', folder, rows, features, repeats, threads },
            ours: () => permutationImportance(forest, table, { label: 'churn', repeats, threads }),
            equal: agree,
          }),
        );
        peer.close();
      }
      return results;
    } finally {
      rmSync(folder, { recursive: true });
      forest.close();
      booster.close();
    }
  },
};
