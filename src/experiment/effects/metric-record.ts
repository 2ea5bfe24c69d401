import { normal } from '../../stats/distributions.js';
import { cohenD, cohenH } from '../../stats/effects.js';
import type { Alternative, TestResult } from '../../stats/test-options.js';
import type { ExperimentConfig, MetricConfig } from '../config/config.js';
import { sideOf, tailOf } from '../config/metric-config.js';
import type { ExperimentData } from '../data/data.js';
import type {
  ArmRecord,
  CupedRecord,
  Direction,
  GuardrailRecord,
  MetricRecord,
  PosteriorRecord,
  TestRecord,
} from '../records/records.js';
import type { Effect } from './effect.js';
import { covariateBalance } from './imbalance.js';

/** null for an end that JSON cannot hold. */
export function bounded(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** What was computed on other threads. */
export interface GivenResults {
  readonly posterior: PosteriorRecord | null;
  /** Takes the place of the asymptotic test. */
  readonly exact: TestResult | null;
  readonly bootstrap: NonNullable<MetricRecord['bootstrap']> | null;
  readonly guardrail: GuardrailRecord | null;
}

/** Everything about one metric and variant except what needs the other metrics: corrections, decision. */
export function metricRecord(
  data: ExperimentData,
  config: ExperimentConfig,
  metric: MetricConfig,
  arm: number,
  effect: Effect,
  given: GivenResults,
): MetricRecord {
  const alternative = sideOf(metric);
  const options = { alpha: config.alpha, alternative };
  const test = given.exact ?? effect.run(options);
  const variant = config.treatments[arm - 1]!;
  const { name, role, kind, direction, unit = null } = metric;
  return {
    ...{ name, role, kind, direction, alternative, unit, variant },
    control: effect.control.value,
    treatment: effect.treatment.value,
    adjusted: effect.adjusted,
    controlArm: armRecord(config.control, effect.control),
    treatmentArm: armRecord(variant, effect.treatment),
    ...testFields(test, effect, config.alpha),
    effectSize: effectSize(metric, effect, config.alpha),
    cuped: effect.cuped === null ? null : cupedRecord(data, config, metric, arm, effect, test),
    strata: effect.stratified ? strataRecord(data, config, effect, test) : null,
    winsorised: winsorisedRecord(data, metric),
    posterior: given.posterior,
    ...(given.bootstrap === null ? {} : { bootstrap: given.bootstrap }),
    guardrail: given.guardrail,
    detectableDifference:
      effect.standardError === 0 ? null : detectable(effect.standardError, config, alternative),
  };
}

function detectable(
  standardError: number,
  { alpha, power }: ExperimentConfig,
  alternative: Alternative,
): number {
  return (normal.inverseSurvival(tailOf(alpha, alternative)) + normal.quantile(power)) * standardError;
}

// Before any correction for several metrics and arms.
function testFields(test: TestResult, { standardError }: Effect, alpha: number) {
  const { estimate: difference, low, high, p, df, method, lift } = test;
  return {
    difference,
    low: bounded(low),
    high: bounded(high),
    p,
    log10P: Math.log10(Math.max(p, Number.MIN_VALUE)),
    standardError,
    df,
    level: 1 - alpha,
    relative: { value: bounded(lift.estimate), low: bounded(lift.low), high: bounded(lift.high) },
    method,
    adjustedP: p,
    sequential: false,
    simultaneousLow: null,
    simultaneousHigh: null,
    significant: p < alpha,
    effectDirection: directionOf(p < alpha, difference > 0),
  };
}

/** The direction of an effect that was found. */
export function directionOf(significant: boolean, positive: boolean): Direction | null {
  if (!significant) return null;
  return positive ? 'increase' : 'decrease';
}

// Before and after an adjustment are compared two-sided, whatever the metric's own test is.
function twoSided(test: TestResult, effect: Effect): TestResult {
  return test.alternative === 'two-sided' ? test : effect.run({ alpha: test.alpha });
}

function strataRecord(
  data: ExperimentData,
  config: ExperimentConfig,
  effect: Effect,
  test: TestResult,
): MetricRecord['strata'] {
  return {
    by: config.data.strata,
    count: data.strata.length,
    before: testRecord(effect.raw({ alpha: config.alpha }), effect.rawError),
    after: testRecord(twoSided(test, effect), effect.standardError),
  };
}

function winsorisedRecord(data: ExperimentData, metric: MetricConfig): MetricRecord['winsorised'] {
  const capped = data.facts.get(metric.name)?.winsorised;
  return capped ?? null;
}

function armRecord(variant: string, value: Effect['control']): ArmRecord {
  return { variant, ...value };
}

export function testRecord(test: TestResult, standardError: number): TestRecord {
  const { estimate: difference, low, high, p } = test;
  return { difference, standardError, low: bounded(low), high: bounded(high), p };
}

function effectSize(metric: MetricConfig, effect: Effect, alpha: number): MetricRecord['effectSize'] {
  const { control: c, treatment: t } = effect;
  if (metric.kind === 'proportion') {
    const size = cohenH(
      { successes: c.successes!, trials: c.users },
      { successes: t.successes!, trials: t.users },
      alpha,
    );
    return { name: 'cohen-h', value: size.estimate, low: size.low, high: size.high };
  }
  if (metric.kind !== 'mean') return null;
  const sample = (a: typeof c) => ({ n: a.users, mean: a.value, variance: a.deviation! ** 2 });
  const size =
    c.users + t.users > largeSample ? largeCohenD(effect, alpha) : cohenD(sample(c), sample(t), alpha);
  return { name: 'cohen-d', value: size.estimate, low: size.low, high: size.high };
}

/** Users above which the noncentral t is the normal to more digits than are printed. */
const largeSample = 20_000;

// Cohen's d with its large-sample error (Hedges and Olkin, 1985).
function largeCohenD({ control: c, treatment: t }: Effect, alpha: number) {
  const [n1, n2] = [c.users, t.users];
  const pooled = ((n1 - 1) * c.deviation! ** 2 + (n2 - 1) * t.deviation! ** 2) / (n1 + n2 - 2);
  const estimate = (t.value - c.value) / Math.sqrt(pooled);
  const reach =
    normal.inverseSurvival(alpha / 2) * Math.sqrt(1 / n1 + 1 / n2 + estimate ** 2 / (2 * (n1 + n2)));
  return { estimate, low: estimate - reach, high: estimate + reach };
}

function cupedRecord(
  data: ExperimentData,
  config: ExperimentConfig,
  metric: MetricConfig,
  arm: number,
  effect: Effect,
  test: TestResult,
): CupedRecord {
  const { theta, covariates } = effect.cuped!;
  return {
    covariates,
    scope: config.cuped === 'pooled' ? 'pooled' : 'within',
    theta,
    varianceReduction: 1 - (effect.standardError / effect.rawError) ** 2,
    missingUsers: Math.max(0, ...metric.covariates.map((name) => data.facts.get(name)?.missing ?? 0)),
    imbalanceP: covariateBalance(data, covariates[0]!, arm),
    before: testRecord(effect.raw({ alpha: config.alpha }), effect.rawError),
    after: testRecord(twoSided(test, effect), effect.standardError),
  };
}
