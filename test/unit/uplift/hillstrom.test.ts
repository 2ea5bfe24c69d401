// Hillstrom's e-mail experiment: 64,000 customers, two mails and none, a third each. Its published differences, and intervals instead of
// an order of models: no policy is known to beat the mens' mail for everybody (docs/explanation/uplift.md).

import { expect, test } from 'vitest';

import { numberVector, tableOf } from '../../../src/data/gather.js';
import { numbersOrCodes } from '../../../src/data/read/numbers.js';
import { eachStrictText } from '../../../src/data/read/texts.js';
import { readTable } from '../../../src/data/tables/read.js';
import { hashOf } from '../../../src/model/folds.js';
import { scoreEffects } from '../../../src/uplift/effects/score.js';
import { differenceOf } from '../../../src/uplift/judge/value.js';
import { robustFrom, xLearner } from '../../../src/uplift/learners/learners.js';
import { binWithActions, type Study, usualParameters } from '../../../src/uplift/learners/study.js';
import { upliftMetrics } from '../../../src/uplift/ranking/metrics.js';
import { sharedFile } from '../../support/shared-data.js';

const file = sharedFile('hillstrom/hillstrom.csv');
const segments = ['No E-Mail', 'Mens E-Mail', 'Womens E-Mail'];
const features = ['recency', 'history', 'mens', 'womens', 'zip_code', 'newbie', 'channel'];

test.skipIf(file === undefined)(
  'the mails do what is published; a ranking and a policy are judged by intervals',
  async () => {
    const table = await readTable(file!);
    const n = table.numRows;
    const action = new Uint8Array(n);
    eachStrictText(table, 'segment', (name, row) => {
      action[row] = segments.indexOf(name);
    });
    const outcome = numbersOrCodes(table, 'visit');
    const arm = (code: number) =>
      Array.from(action.keys()).filter((row) => action[row] === 0 || action[row] === code);
    const rankOf = (rows: readonly number[], scores: Float64Array, code: number) =>
      upliftMetrics(
        Float64Array.from(rows, (row) => scores[row]!),
        Uint8Array.from(rows, (row) => Number(action[row] === code)),
        Float64Array.from(rows, (row) => outcome[row]!),
      );
    const nothing = new Float64Array(n);
    expect((await rankOf(arm(1), nothing, 1)).effect.value).toBeCloseTo(0.07659, 5);
    expect((await rankOf(arm(2), nothing, 2)).effect.value).toBeCloseTo(0.04523, 5);

    const third = new Float64Array(n).fill(1 / 3);
    const columns = features.map((name) => [name, numberVector(numbersOrCodes(table, name))] as const);
    const study: Study = {
      ...{
        table: tableOf(columns),
        action,
        outcome,
        isBinary: true,
        actions: 3,
        chance: [third, third, third],
      },
      bins: await binWithActions(tableOf(columns), features, action),
      hash: Uint32Array.from({ length: n }, (_, row) => hashOf(row, 1)),
      ...{ parameters: usualParameters(n, 1), signal: undefined },
    };
    const isTraining = (row: number) => study.hash[row]! % 2 === 0;
    const all = Int32Array.from({ length: n }, (_, row) => row);
    const effects = await scoreEffects(await xLearner(study, all.filter(isTraining)), study.table);
    study.bins.close();
    const [mens, womens] = await Promise.all(
      [1, 2].map((code) =>
        rankOf(
          arm(code).filter((row) => !isTraining(row)),
          effects[code - 1]!,
          code,
        ),
      ),
    );
    expect(womens!.aboveRandom.low).toBeGreaterThan(0);
    expect(womens!.aboveRandom.value).toBeLessThan(0.012);
    expect(Math.abs(mens!.aboveRandom.value)).toBeLessThan(3 * mens!.aboveRandom.standardError);

    const judged = all.filter((row) => !isTraining(row));
    const means = segments.map((_, code) => {
      const own = all.filter((row) => isTraining(row) && action[row] === code);
      return new Float64Array(n).fill(own.reduce((sum, row) => sum + outcome[row]!, 0) / own.length);
    });
    const scores = robustFrom(study, judged, means);
    const best = action.map((_, row) => (effects[0]![row]! >= effects[1]![row]! ? 1 : 2));
    const { value, standardError } = differenceOf(scores, judged, best, new Uint8Array(n).fill(1), 0.95);
    expect(standardError).toBeGreaterThan(0.002);
    expect(Math.abs(value)).toBeLessThan(3 * standardError);
  },
  60_000,
);
