import { normal } from '../stats/distributions.js';
import { calibrationOf } from './calibration.js';
import { validityChecks } from './checks.js';
import type { ExperimentConfig, MetricConfig } from './config.js';
import { corrected } from './corrections.js';
import type { ExperimentData } from './data.js';
import { decide } from './decision.js';
import { type Effect, effectOf } from './effect.js';
import { exactTest } from './exact-choice.js';
import { ledgerOf } from './ledger.js';
import { looksOf } from './looks.js';
import { metricRecord } from './metric-record.js';
import { noveltyOf } from './novelty.js';
import { oecEffect } from './oec.js';
import { posteriorOf } from './posterior.js';
import type { ExperimentResult, MetricRecord, NoveltyRecord, SequentialRecord } from './records.js';
import { bootstrapOf } from './resampled.js';
import { sequentialRecord } from './sequential.js';
import { specRows } from './spec-mode.js';
import { sampleRatioTest } from './srm.js';

/**
 * The whole analysis of one experiment: effects with intervals that agree with their p-values, corrections,
 * validity, sequential boundaries, posterior, guardrails and a decision with every reason. Same data and config,
 * same result. @throws BAD_INPUT, BAD_CONFIG
 */
export async function analyzeExperiment(
  data: ExperimentData,
  config: ExperimentConfig,
): Promise<ExperimentResult> {
  const arms = config.treatments.map((_, i) => i + 1);
  const effects = config.metrics.flatMap((metric) =>
    arms.map((arm) => ({ metric, arm, effect: effectOf(data, config, metric, arm) })),
  );
  const records = await Promise.all(effects.map((given) => measured(data, config, given)));
  const oec = config.oec === undefined ? [] : arms.map((arm) => ({ arm, ...oecEffect(data, config, arm) }));
  const all = [...records, ...oec.map(({ arm, effect }) => oecRecord(data, config, arm, effect))];
  const correction = corrected(all, config);
  const sequential = sequentialRecords(data, config, effects);
  const metrics = correction.metrics.map((record) => withSequential(record, sequential, config));
  const srm = sampleRatioTest(armSizes(data, config), config.srmThreshold);
  const novelty = noveltyRecords(data, config);
  const calibration = calibrationRecords(data, config);
  const checks = validityChecks({ data, config, srm, metrics, novelty, calibration });
  const plan = planOf(data, config, effects[0]!.effect, metrics);
  const planReached = plan === null ? sequentialReached(sequential) : plan.reached >= plan.usersPerArm;
  return {
    ...headOf(data, config),
    metrics,
    oec: oec[0]?.record ?? null,
    srm,
    checks,
    sequential,
    novelty,
    calibration,
    ...decide({ config, checks, metrics, sequential, planReached }),
    ledger: [...data.ledger, ...ledgerOf(data, config, metrics), ...correction.ledger],
    plan,
    spec: config.spec ? specRows(data, config, metrics) : null,
  };
}

/** One metric in one variant. */
interface Comparison {
  readonly metric: MetricConfig;
  readonly arm: number;
  readonly effect: Effect;
}

async function measured(
  data: ExperimentData,
  config: ExperimentConfig,
  { metric, arm, effect }: Comparison,
): Promise<MetricRecord> {
  return metricRecord(data, config, metric, arm, effect, {
    posterior: await posteriorOf(effect, metric, config),
    exact: await exactTest(effect, metric, config.alpha),
    bootstrap: await bootstrapOf(data, config, metric, arm),
  });
}

function headOf(data: ExperimentData, config: ExperimentConfig) {
  const { name: experiment, version, control, treatments: variants, unit, alpha } = config;
  const users = armSizes(data, config).reduce((sum, a) => sum + a.users, 0);
  return { experiment, version, control, variants, unit, alpha, users, days: data.counts.days };
}

function armSizes(data: ExperimentData, config: ExperimentConfig) {
  return [config.control, ...config.treatments].map((variant, arm) => ({
    variant,
    users: data.cells[arm]!.reduce((n, cell) => n + cell.n, 0),
    weight: config.weights?.[arm] ?? 1,
  }));
}

function oecRecord(
  data: ExperimentData,
  config: ExperimentConfig,
  arm: number,
  effect: Effect,
): MetricRecord {
  const metric: MetricConfig = {
    name: 'OEC',
    kind: 'mean',
    role: 'secondary',
    direction: 'increase',
    column: 'OEC',
    per: undefined,
    quantile: undefined,
    covariates: [],
    winsorise: undefined,
    margin: undefined,
    relativeMargin: undefined,
    test: 'auto',
  };
  const record = metricRecord(data, config, metric, arm, effect, {
    posterior: null,
    exact: null,
    bootstrap: null,
  });
  return { ...record, role: 'oec' };
}

function primaryOf(config: ExperimentConfig): MetricConfig {
  return config.metrics.find((m) => m.role === 'primary')!;
}

function sequentialRecords(
  data: ExperimentData,
  config: ExperimentConfig,
  effects: readonly Comparison[],
): readonly SequentialRecord[] {
  if (config.sequential === undefined) return [];
  return effects
    .filter(({ metric }) => metric.role === 'primary')
    .map(({ metric, arm, effect }) => {
      const variant = config.treatments[arm - 1]!;
      const looks = data.looks?.get(variant) ?? looksOf(data, config, metric, arm, effect);
      return sequentialRecord(config, metric, variant, looks);
    });
}

// Under a sequential plan a primary metric is significant when its boundary was crossed, not when p < alpha.
function withSequential(
  record: MetricRecord,
  sequential: readonly SequentialRecord[],
  config: ExperimentConfig,
): MetricRecord {
  const own = sequential.find((s) => s.metric === record.name && s.variant === record.variant);
  if (own === undefined || record.role !== 'primary') return record;
  // The plan of one of several variants has its share of alpha: its p is put on the whole scale.
  const share = config.alpha / own.alpha;
  const adjustedP = Math.min(1, (own.adjustedP ?? 1) * share);
  return { ...record, adjustedP, significant: own.stoppedAt !== null };
}

function sequentialReached(sequential: readonly SequentialRecord[]): boolean | null {
  if (sequential.length === 0) return null;
  return sequential.every((s) => (s.looks.at(-1)?.information ?? 0) >= 1);
}

function noveltyRecords(data: ExperimentData, config: ExperimentConfig): readonly NoveltyRecord[] {
  const primary = primaryOf(config);
  return config.treatments.flatMap((_, i) => noveltyOf(data, config, primary, i + 1) ?? []);
}

function calibrationRecords(data: ExperimentData, config: ExperimentConfig) {
  if (config.calibrationRuns === 0 || data.rows === null) return [];
  return config.metrics
    .filter((m) => m.kind === 'mean' || m.kind === 'proportion')
    .map((m) =>
      calibrationOf(data, m.name, { runs: config.calibrationRuns, seed: config.seed, alpha: config.alpha }),
    );
}

function planOf(
  data: ExperimentData,
  config: ExperimentConfig,
  primary: Effect,
  metrics: readonly MetricRecord[],
): ExperimentResult['plan'] {
  if (config.plannedUsersPerArm === undefined) return null;
  const reached = Math.min(...data.cells.map((cells) => cells.reduce((n, cell) => n + cell.n, 0)));
  const record = metrics.find((m) => m.role === 'primary')!;
  const z = Math.abs(record.difference) / primary.standardError;
  return {
    usersPerArm: config.plannedUsersPerArm,
    reached,
    powerNow: normal.cdf(z - normal.inverseSurvival(config.alpha / 2)),
  };
}
