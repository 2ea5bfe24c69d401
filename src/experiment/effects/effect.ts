import { meanTest } from '../../stats/means.js';
import {
  type ProportionSample,
  ratioScoreP,
  twoProportionTest,
} from '../../stats/proportions/proportions.js';
import type { Comparison } from '../data/comparison.js';
import { covariateColumns } from '../data/data.js';
import type { ArmValue, LiftP, MomentsKind, RunTest } from '../kinds/kind.js';
import { kindOf } from '../kinds/kinds.js';
import { type AdjustedPair, comparePair, errorOf, residualVariance } from '../moments/adjusted.js';
import { type JointMoments, mergeMoments, selectColumns } from '../moments/moments.js';
import { NotComputableError, notComputable } from '../records/not-computable.js';
import { checkArms, checkStrata, constantReason, isFlat } from './computable.js';
import type { Effect } from './effect-types.js';
import { oecEffect } from './oec.js';
import { pairLiftP } from './pair-lift.js';
import { rowsEffect } from './rows-effect.js';

/** The effect of any comparison. @throws NotComputableError (BAD_INPUT), BAD_CONFIG */
export async function effectFor(comparison: Comparison): Promise<Effect> {
  const kind = kindOf(comparison.metric);
  return kind.from === 'rows' ? rowsEffect(comparison, kind) : momentsEffect(comparison);
}

/**
 * The effect from moments alone, for the OEC and every kind that has one. Counts that are constant in both arms are
 * compared as they are, whatever the config adjusts: there is nothing to adjust.
 * @throws NotComputableError (BAD_INPUT) when an arm is too small, there is no spread, or the kind needs rows
 */
export function momentsEffect(comparison: Comparison): Effect {
  const { data, config, metric } = comparison;
  if (metric.role === 'oec') return oecEffect(comparison).effect;
  const kind = kindOf(metric);
  if (kind.from === 'rows') throw new NotComputableError(metric.name, notComputable('no-rows'));
  checkArms(comparison);
  const names = config.cuped === 'off' ? [] : covariateColumns(metric.covariates, data.facts);
  const arms = armMoments(comparison, kind, names);
  const plain = pairOf(arms.map(merged), 'pooled', false);
  const flat = isFlat(plain);
  if (flat && !kind.counted) throw new NotComputableError(metric.name, constantReason(plain));
  const adjusts = !flat && (names.length > 0 || data.strata.length > 1);
  const pair = adjusts ? adjustedPair(comparison, arms, names.length > 0) : plain;
  const counts = kind.counted ? arms.map(armCounts) : null;
  const score = counts && (flat || metric.test !== 'welch') ? countsRun(counts[0]!, counts[1]!) : null;
  const raw = score ?? pairRun(kind, plain);
  return {
    run: adjusts ? pairRun(kind, pair) : raw,
    raw,
    score: adjusts ? null : score,
    liftP: adjusts || score === null ? pairLiftP(pair) : countsLiftP(counts![0]!, counts![1]!),
    cuped: adjusts && names.length > 0 ? { theta: pair.theta, covariates: names } : null,
    stratified: adjusts && data.strata.length > 1,
    adjusted: adjusts ? { control: pair.control, treatment: pair.treatment } : null,
    control: armValue(arms[0]!, counts?.[0]),
    treatment: armValue(arms[1]!, counts?.[1]),
    difference: pair.treatment - pair.control,
    standardError: flat ? 0 : errorOf(pair),
    rawError: flat ? 0 : errorOf(plain),
  };
}

type Cells = readonly JointMoments[];

/** Control and variant, by stratum, as moments of [value of a user, covariates]. */
function armMoments(
  { data, config, metric, arm, variant }: Comparison,
  kind: MomentsKind,
  covariates: readonly string[],
): readonly Cells[] {
  const index = (name: string): number => data.columns.indexOf(name);
  const columns = { value: index(metric.name), per: index(`${metric.name} per`) };
  const others = covariates.map(index);
  return [
    { at: 0, name: config.control },
    { at: arm, name: variant },
  ].map(({ at, name }) => {
    const moments = kind.userMoments(data.cells[at]!, { ...columns, covariates: others });
    if (moments !== null) return moments;
    throw new NotComputableError(metric.name, notComputable('zero-denominator', { variant: name }));
  });
}

/** With CUPED and strata. @throws NotComputableError for small strata, and where nothing is left to test */
function adjustedPair(comparison: Comparison, arms: readonly Cells[], withCovariates: boolean): AdjustedPair {
  const { config, metric } = comparison;
  checkStrata(comparison);
  const pair = pairOf(arms, config.cuped === 'pooled' ? 'pooled' : 'within', withCovariates);
  if (isFlat(pair)) throw new NotComputableError(metric.name, notComputable('explained'));
  return pair;
}

function merged(cells: Cells): Cells {
  return [cells.reduce(mergeMoments)];
}

function pairOf(arms: readonly Cells[], scope: 'within' | 'pooled', withCovariates: boolean): AdjustedPair {
  const [control, treatment] = arms.map((cells) =>
    withCovariates ? cells : cells.map((cell) => selectColumns(cell, [0])),
  );
  return comparePair(control!, treatment!, scope);
}

function pairRun({ method }: MomentsKind, pair: AdjustedPair): RunTest {
  return (options) => meanTest(method, pair.control, pair.treatment, pair.errors, options);
}

function countsLiftP(control: ProportionSample, treatment: ProportionSample): LiftP {
  return (lift, alternative) => ratioScoreP(control, treatment, 1 + lift, alternative);
}

function armCounts(cells: Cells): ProportionSample {
  const trials = cells.reduce((n, cell) => n + cell.n, 0);
  return { trials, successes: Math.round(cells.reduce((sum, cell) => sum + cell.n * cell.mean[0]!, 0)) };
}

function countsRun(control: ProportionSample, treatment: ProportionSample): RunTest {
  return (options) => twoProportionTest(control, treatment, options);
}

function armValue(cells: Cells, counts: ProportionSample | undefined): ArmValue {
  const whole = cells.reduce(mergeMoments);
  return {
    users: whole.n,
    value: counts === undefined ? whole.mean[0]! : counts.successes / counts.trials,
    successes: counts?.successes ?? null,
    deviation: Math.sqrt(residualVariance(selectColumns(whole, [0]), [])),
  };
}
