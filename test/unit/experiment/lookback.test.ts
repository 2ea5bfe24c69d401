// Expected values: R 4.2.2 with MatchIt 4.5.1 (test/golden/experiment/lalonde.R). The data are the 614 people of
// LaLonde (1986) as selected by Dehejia and Wahba (1999), public labour-market records.
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { balanceTable, overlapOf } from '../../../src/experiment/lookback/balance.js';
import { augmentedEffect, inverseWeights, weightedEffect } from '../../../src/experiment/lookback/effects.js';
import { matchedEffect, matchPairs, pairWeights } from '../../../src/experiment/lookback/matching.js';
import { fitPropensity, indicatorColumns } from '../../../src/experiment/lookback/propensity.js';
import golden from '../../golden/experiment/lalonde.json' with { type: 'json' };
import { goldenText, readGolden } from '../../support/golden.js';

const [header, ...lines] = goldenText('experiment/lalonde.csv')
  .trim()
  .split('\n')
  .map((line) => line.split(','));
const text = (name: string): string[] => lines.map((line) => line[header!.indexOf(name)]!);
const numbers = (name: string): Float64Array => Float64Array.from(text(name), Number);
const column = (name: string) => ({ name, values: numbers(name) });

const group = {
  treated: Uint8Array.from(text('treat'), Number),
  covariates: [
    column('age'),
    column('educ'),
    ...indicatorColumns('race', text('race')),
    ...['married', 'nodegree', 're74', 're75'].map(column),
  ],
};
const outcome = numbers('re78');
const model = fitPropensity(group);
const pairs = matchPairs(group.treated, model.scores, { search: 'not-above' });

function near(actual: number, expected: number, relative = 1e-9): void {
  expect(Math.abs(actual / expected - 1)).toBeLessThan(relative);
}

test('the propensity model is R glm converged to 1e-14', () => {
  expect(lines.length).toBe(614);
  near(model.logLikelihood, golden.logLik, 1e-12);
  golden.coefficients.forEach((c, i) => {
    near(model.coefficients[i]!, c, 1e-8);
  });
});

test('matching gives the 185 pairs of MatchIt and its effect', () => {
  expect(pairs.length).toBe(185);
  const ours = new Map(pairs.map((p) => [p.treatedRow, p.controlRow]));
  golden.treatedRow.forEach((row, i) => {
    expect(ours.get(row), `treated row ${row}`).toBe(golden.controlRow[i]);
  });
  near(matchedEffect(outcome, pairs).effect, 770.390167838, 1e-11);
});

test('searching both sides gives the truly nearest pairs', () => {
  const nearest = matchPairs(group.treated, model.scores);
  expect(nearest.length).toBe(185);
  near(matchedEffect(outcome, nearest).effect, golden.nearestAtt, 1e-11);
});

test('weighting and AIPW', () => {
  near(weightedEffect(outcome, group.treated, model.scores, 'att').effect, golden.ipwAtt);
  // The same figure with R's default stopping rule (1e-8 on the deviance), as published beside MatchIt.
  near(weightedEffect(outcome, group.treated, model.scores, 'att').effect, 1214.07122089, 3e-9);
  near(weightedEffect(outcome, group.treated, model.scores, 'ate').effect, golden.ipwAte);
  const att = augmentedEffect(outcome, group, model, 'att');
  near(att.effect, golden.aipwAtt);
  near(att.standardError!, golden.aipwAttSe);
  const ate = augmentedEffect(outcome, group, model, 'ate');
  near(ate.effect, golden.aipwAte);
  near(ate.standardError!, golden.aipwAteSe);
});

test('balance before and after matching as MatchIt prints it', () => {
  const table = balanceTable(group, model.scores, pairWeights(pairs, 614));
  const rename = (name: string): string =>
    name === 'distance' ? 'propensity score' : name.replace(/^race(\w)/, 'race=$1');
  golden.balanceNames.forEach((name, i) => {
    const row = table.find((r) => r.name === rename(name));
    if (name === 'raceblack') return; // the reference category has no column of its own
    near(row!.before, golden.smdBefore[i]!, 1e-7);
    near(row!.after, golden.smdAfter[i]!, 1e-7);
  });
});

test('ATT weighting brings every covariate into balance, and the overlap is reported', () => {
  const weights = inverseWeights(group.treated, model.scores, 'att');
  const worst = Math.max(...balanceTable(group, model.scores, weights).map((r) => Math.abs(r.after)));
  const before = Math.max(...balanceTable(group, model.scores, weights).map((r) => Math.abs(r.before)));
  expect(worst).toBeLessThan(0.15);
  expect(before).toBeGreaterThan(1.8);
  const overlap = overlapOf(group.treated, model.scores);
  expect(overlap.treatedInside).toBeGreaterThan(0.95);
  expect(overlap.effectiveUntreated).toBeLessThan(429);
});

test('a caliper drops pairs that are too far apart', () => {
  const close = matchPairs(group.treated, model.scores, { caliper: 0.2 });
  expect(close.length).toBeLessThan(pairs.length);
  expect(Math.max(...close.map((p) => p.distance))).toBeLessThan(0.2);
});

test('perfect separation, unequal lengths and NaN are errors', () => {
  const treated = Uint8Array.of(0, 0, 0, 1, 1, 1);
  const values = (...v: number[]) => [{ name: 'x', values: Float64Array.from(v) }];
  expect(() => fitPropensity({ treated, covariates: values(1, 2, 3, 4, 5, 6) })).toThrow(/separate/);
  expect(() => fitPropensity({ treated, covariates: values(1, 2) })).toThrow(/2 rows, expected 6/);
  expect(() => fitPropensity({ treated, covariates: values(1, 2, Number.NaN, 4, 5, 6) })).toThrow(/row 3/);
  expect(() => fitPropensity({ treated: Uint8Array.of(1, 1), covariates: values(1, 2) })).toThrow(/nobody/);
});

interface Replaced {
  readonly treated: readonly number[];
  readonly matched: readonly number[];
  readonly effect: number;
  readonly error: number;
}

test('matching with replacement gives the pairs of scikit-learn, and an error with the untreated as clusters', () => {
  const want = readGolden<Replaced>('causal/replacement.json');
  const found = matchPairs(group.treated, model.scores, { replacement: true });
  expect(found.length).toBe(185);
  const ours = new Map(found.map((pair) => [pair.treatedRow, pair]));
  const clear = want.treated.map((row) => ours.get(row)!);
  expect(clear.map(({ controlRow }) => controlRow)).toEqual(want.matched);
  const { effect, standardError } = matchedEffect(outcome, clear);
  near(effect, want.effect, 1e-11);
  near(standardError!, want.error, 1e-10);
});

test('property: the nearest free control is that of a search through all of them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ treated: fc.boolean(), score: fc.integer({ min: 1, max: 12 }) }), {
        minLength: 2,
        maxLength: 40,
      }),
      fc.constantFrom('both' as const, 'not-above' as const),
      (people, search) => {
        const treated = Uint8Array.from(people, (one) => Number(one.treated));
        const scores = Float64Array.from(people, ({ score }) => score / 16);
        expect(matchPairs(treated, scores, { search })).toEqual(searched(treated, scores, search));
      },
    ),
    { numRuns: 300 },
  );
});

/** One control after the other, as the description of matchPairs says. */
function searched(treated: Uint8Array, scores: Float64Array, search: 'both' | 'not-above') {
  const rows = [...scores.keys()];
  const order = rows.filter((i) => treated[i] === 1).sort((a, b) => scores[b]! - scores[a]! || a - b);
  const free = new Set(rows.filter((i) => treated[i] === 0));
  return order.flatMap((treatedRow) => {
    let [controlRow, distance] = [-1, Number.POSITIVE_INFINITY];
    for (const candidate of free) {
      if (search === 'not-above' && scores[candidate]! > scores[treatedRow]!) continue;
      const gap = Math.abs(scores[candidate]! - scores[treatedRow]!);
      const lower = scores[candidate]! < scores[treatedRow]!;
      if (gap < distance || (gap === distance && lower)) [controlRow, distance] = [candidate, gap];
    }
    if (controlRow < 0) return [];
    free.delete(controlRow);
    return [{ treatedRow, controlRow, distance }];
  });
}
