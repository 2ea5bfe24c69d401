import { normal } from '../../stats/distributions.js';
import type { Alternative, TestResult } from '../../stats/test-options.js';
import type { ExperimentConfig } from '../config/config.js';
import { sideOf, tailOf } from '../config/metric-config.js';
import type { Comparison } from '../data/comparison.js';
import type { ArmValue } from '../kinds/kind.js';
import { kindOf } from '../kinds/kinds.js';
import type {
  ArmRecord,
  CupedRecord,
  Direction,
  GuardrailRecord,
  MetricRecord,
  PosteriorRecord,
  TestRecord,
} from '../records/records.js';
import type { Compared, Effect } from './effect-types.js';
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
export function metricRecord(compared: Compared, given: GivenResults): MetricRecord {
  const { config, metric, variant, effect } = compared;
  const alternative = sideOf(metric);
  const options = { alpha: config.alpha, alternative };
  const test = given.exact ?? effect.run(options);
  const { name, role, kind, direction, unit = null } = metric;
  return {
    ...{ name, role, kind, direction, alternative, unit, variant },
    control: effect.control.value,
    treatment: effect.treatment.value,
    adjusted: effect.adjusted,
    controlArm: armRecord(config.control, effect.control),
    treatmentArm: armRecord(variant, effect.treatment),
    ...testFields(test, effect, config.alpha),
    exact: given.exact !== null,
    effectSize: effectSize(compared),
    cuped: effect.cuped === null ? null : cupedRecord(compared, test),
    strata: effect.stratified ? strataRecord(compared, test) : null,
    winsorised: winsorisedRecord(compared),
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

function strataRecord({ data, config, effect }: Compared, test: TestResult): MetricRecord['strata'] {
  return {
    by: config.data.strata,
    count: data.strata.length,
    before: testRecord(effect.raw({ alpha: config.alpha }), effect.rawError),
    after: testRecord(twoSided(test, effect), effect.standardError),
  };
}

function winsorisedRecord({ data, metric }: Comparison): MetricRecord['winsorised'] {
  const capped = data.facts.get(metric.name)?.winsorised;
  return capped ?? null;
}

function armRecord(variant: string, value: ArmValue): ArmRecord {
  return { variant, ...value };
}

export function testRecord(test: TestResult, standardError: number): TestRecord {
  const { estimate: difference, low, high, p } = test;
  return { difference, standardError, low: bounded(low), high: bounded(high), p };
}

function effectSize({ metric, effect, config }: Compared): MetricRecord['effectSize'] {
  return kindOf(metric).effectSize?.(effect.control, effect.treatment, config.alpha) ?? null;
}

function cupedRecord(compared: Compared, test: TestResult): CupedRecord {
  const { data, config, metric, effect } = compared;
  const { theta, covariates } = effect.cuped!;
  return {
    covariates,
    scope: config.cuped === 'pooled' ? 'pooled' : 'within',
    theta,
    varianceReduction: 1 - (effect.standardError / effect.rawError) ** 2,
    missingUsers: Math.max(0, ...metric.covariates.map((name) => data.facts.get(name)?.missing ?? 0)),
    imbalanceP: covariateBalance(compared, covariates[0]!),
    before: testRecord(effect.raw({ alpha: config.alpha }), effect.rawError),
    after: testRecord(twoSided(test, effect), effect.standardError),
  };
}
