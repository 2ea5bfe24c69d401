import { normal } from '../stats/distributions.js';
import { bestArmRecords } from './best-arms.js';
import { calibrationOf } from './calibration.js';
import { validityChecks } from './checks.js';
import type { ExperimentConfig, MetricConfig } from './config.js';
import { type Claim, corrected } from './corrections.js';
import { type Daily, dailyMoments } from './daily.js';
import type { ExperimentData } from './data.js';
import { decide } from './decision.js';
import { type Effect, effectOfRows } from './effect.js';
import { exactTest } from './exact-choice.js';
import { guardrailRecord } from './guardrail.js';
import { ledgerOf } from './ledger.js';
import { type Comparison, type Look, looksOf, primaryLooks } from './looks.js';
import { metricRecord } from './metric-record.js';
import { noveltyOf } from './novelty.js';
import { oecEffect, oecMetric } from './oec.js';
import { Pace } from './pace.js';
import { posteriorOf } from './posterior.js';
import type {
  CalibrationRecord,
  ExperimentResult,
  MetricRecord,
  NoveltyRecord,
  SequentialRecord,
} from './records.js';
import { bootstrapOf } from './resampled.js';
import { sequentialRecord } from './sequential.js';
import { specRows } from './spec-mode.js';
import { sampleRatioTest } from './srm.js';
import { fixedTest, repeatedTest } from './tested.js';

export interface AnalyzeOptions {
  /** Stops the analysis between its parts, and inside the native ones: ABORTED. */
  readonly signal?: AbortSignal;
  /** Parts done so far, as a share from 0 to 1, with the part's name. */
  readonly onProgress?: (share: number, part: string) => void;
}

/**
 * The whole analysis of one experiment: effects with intervals that agree with their p-values, corrections,
 * validity, sequential boundaries, posterior, guardrails and a decision with every reason. Same data and config,
 * same result. The event loop stays free: what grows with the users runs natively, the rest part by part.
 * @throws BAD_INPUT, BAD_CONFIG, ABORTED
 */
export async function analyzeExperiment(
  data: ExperimentData,
  config: ExperimentConfig,
  options: AnalyzeOptions = {},
): Promise<ExperimentResult> {
  const pace = new Pace(options);
  const daily = await dailyMoments(data, options.signal);
  await pace.part('days', 0.1);
  const found = await comparisonsOf(data, config, pace);
  const claims: Claim[] = [];
  for (const [i, comparison] of found.entries()) {
    claims.push(await claimOf(data, config, comparison, daily, pace));
    await pace.part('metrics', 0.2 + (0.4 * (i + 1)) / found.length);
  }
  const correction = await corrected(claims, config);
  const sequential = await sequentialRecords(data, config, found, daily, pace);
  const metrics = correction.metrics.map((record) => withSequential(record, sequential, config));
  const srm = sampleRatioTest(armSizes(data, config), config.srmThreshold);
  const novelty = noveltyRecords(data, config, daily);
  await pace.part('sequential', 0.7);
  const calibration = await calibrationRecords(data, config, pace);
  const checks = await validityChecks({ data, config, srm, metrics, novelty, calibration }, pace);
  const plan = planOf(data, config, found[0]!.effect, metrics);
  const planReached = plan === null ? sequentialReached(sequential) : plan.reached >= plan.usersPerArm;
  const oec = config.oec === undefined ? null : oecEffect(data, config, 1).record;
  await pace.part('done', 1);
  return {
    ...headOf(data, config),
    ...{ metrics, oec, best: bestArmRecords(config, found), srm, checks, sequential, novelty, calibration },
    ...decide({ config, checks, metrics, sequential, planReached }),
    ledger: [...data.ledger, ...ledgerOf(data, config, metrics, daily !== null), ...correction.ledger],
    plan,
    spec: config.spec ? specRows(data, config, metrics) : null,
  };
}

async function comparisonsOf(
  data: ExperimentData,
  config: ExperimentConfig,
  pace: Pace,
): Promise<readonly Comparison[]> {
  const arms = config.treatments.map((_, i) => i + 1);
  const out: Comparison[] = [];
  for (const metric of config.metrics) {
    for (const arm of arms) out.push({ metric, arm, effect: await effectOfRows(data, config, metric, arm) });
    await pace.part('effects', 0.1 + (0.1 * out.length) / (arms.length * config.metrics.length));
  }
  if (config.oec === undefined) return out;
  return [...out, ...arms.map((arm) => ({ metric: null, arm, effect: oecEffect(data, config, arm).effect }))];
}

/** One comparison's record and the test that its correction works on: with looks, the sequential one. */
async function claimOf(
  data: ExperimentData,
  config: ExperimentConfig,
  comparison: Comparison,
  daily: Daily | null,
  pace: Pace,
): Promise<Claim> {
  const { metric, arm, effect } = comparison;
  const looks = historyOf(data, config, comparison, daily);
  const record =
    metric === null
      ? oecRecord(data, config, arm, effect)
      : metricRecord(data, config, metric, arm, effect, {
          posterior: await posteriorOf(effect, metric, config),
          exact: await exactTest(effect, metric, config.alpha),
          bootstrap: await bootstrapOf(data, config, metric, arm, pace.signal),
          guardrail:
            metric.role === 'guardrail' ? await guardrailRecord(effect, metric, config, looks, pace) : null,
        });
  const tested = looks === null ? fixedTest(effect, metric, record) : await repeatedTest(looks, config, pace);
  return { record: { ...record, sequential: looks !== null }, tested };
}

/** The looks of a sequential plan at one comparison; null where there is no plan or no history of this metric. */
function historyOf(
  data: ExperimentData,
  config: ExperimentConfig,
  comparison: Comparison,
  daily: Daily | null,
): readonly Look[] | null {
  if (config.sequential === undefined) return null;
  const variant = config.treatments[comparison.arm - 1]!;
  const { metric } = comparison;
  if (metric?.role === 'primary') return primaryLooks(data, config, comparison, daily);
  const given = data.metricLooks?.get(metric?.name ?? 'OEC')?.get(variant);
  if (given !== undefined) return given;
  // Without the looks of this metric, a p at the last one would count as the only look.
  if (daily === null || metric?.kind === 'quantile') return null;
  return looksOf(data, config, comparison, daily);
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
  const record = metricRecord(data, config, oecMetric, arm, effect, {
    ...{ posterior: null, exact: null, bootstrap: null, guardrail: null },
  });
  return { ...record, role: 'oec' };
}

function primaryOf(config: ExperimentConfig): MetricConfig {
  return config.metrics.find((m) => m.role === 'primary')!;
}

async function sequentialRecords(
  data: ExperimentData,
  config: ExperimentConfig,
  found: readonly Comparison[],
  daily: Daily | null,
  pace: Pace,
): Promise<readonly SequentialRecord[]> {
  if (config.sequential === undefined) return [];
  const out: SequentialRecord[] = [];
  for (const comparison of found) {
    const { metric, arm } = comparison;
    if (metric?.role !== 'primary') continue;
    const looks = historyOf(data, config, comparison, daily)!;
    out.push(await sequentialRecord(config, metric, config.treatments[arm - 1]!, looks, pace));
    await pace.part('sequential', 0.6 + (0.1 * out.length) / config.treatments.length);
  }
  return out;
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
  const last = own.looks.at(-1)!;
  const { low, high } = own.estimate ?? last;
  const ends = { simultaneousLow: low, simultaneousHigh: high };
  return { ...record, adjustedP, significant: own.stoppedAt !== null, sequential: true, ...ends };
}

function sequentialReached(sequential: readonly SequentialRecord[]): boolean | null {
  if (sequential.length === 0) return null;
  return sequential.every((s) => (s.looks.at(-1)?.information ?? 0) >= 1);
}

function noveltyRecords(data: ExperimentData, config: ExperimentConfig, daily: Daily | null) {
  const primary = primaryOf(config);
  return config.treatments.flatMap(
    (_, i): NoveltyRecord | readonly NoveltyRecord[] => noveltyOf(data, config, primary, i + 1, daily) ?? [],
  );
}

async function calibrationRecords(data: ExperimentData, config: ExperimentConfig, pace: Pace) {
  const out: CalibrationRecord[] = [];
  if (config.calibrationRuns === 0 || data.rows === null) return out;
  const tested = config.metrics.filter((m) => m.kind === 'mean' || m.kind === 'proportion');
  const { calibrationRuns: runs, seed, alpha } = config;
  for (const [i, { name }] of tested.entries()) {
    out.push(await calibrationOf(data, name, { runs, seed, alpha, signal: pace.signal }));
    await pace.part('A/A splits', 0.7 + (0.25 * (i + 1)) / tested.length);
  }
  return out;
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
