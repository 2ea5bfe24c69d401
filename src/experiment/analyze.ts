import { requireKeys } from '../base/options.js';
import { Pace } from '../base/pace.js';
import { type OnProgress, progressOf } from '../base/progress.js';
import { normal } from '../stats/distributions.js';
import { sampleRatioTest, unknownSplit } from './assignment/srm.js';
import { botRecord } from './audit/bots.js';
import { mixRecords } from './audit/mix.js';
import type { ExperimentConfig, MetricConfig } from './config/config.js';
import { requireAnalysis } from './config/guards.js';
import { sideOf, tailOf } from './config/metric-config.js';
import { type Analysis, comparisonOf } from './data/comparison.js';
import { dailyMoments } from './data/daily.js';
import type { ExperimentData } from './data/data.js';
import { usersOf } from './effects/computable.js';
import type { Compared } from './effects/effect-types.js';
import { directionOf } from './effects/metric-record.js';
import { oecEffect } from './effects/oec.js';
import { kindOf } from './kinds/kinds.js';
import { sequentialRecord } from './looks/sequential.js';
import { bestArmRecords } from './posterior/best-arms.js';
import type {
  ExperimentResult,
  MetricRecord,
  NoveltyRecord,
  RegistrationStanding,
  SequentialRecord,
  SplitCheckRecord,
  SrmRecord,
} from './records/records.js';
import { referenceRows } from './reference/reference-rows.js';
import { validityChecks } from './verdict/checks.js';
import { claimsOf, comparisonsOf, historyOf, missingRecords } from './verdict/comparisons.js';
import { corrected } from './verdict/corrections.js';
import { decide } from './verdict/decision.js';
import { ledgerOf } from './verdict/ledger.js';
import { noveltyOf } from './verdict/novelty.js';
import { splitCheck } from './verdict/split-check.js';

/** What an analysis may use, and whom it tells where it stands. */
export interface AnalyzeOptions {
  /** Stops the analysis between its parts, and inside the native ones: ABORTED. */
  readonly signal?: AbortSignal | undefined;
  /** Called as parts of the analysis end: `done` percent of 100, `detail` names the part. */
  readonly onProgress?: OnProgress | undefined;
  /** How the experiment stands to a register: `registrationStanding` gives it. @default it is not checked */
  readonly registration?: RegistrationStanding | undefined;
}

/**
 * The whole analysis of one experiment: effects with intervals that agree with their p-values, corrections,
 * validity, sequential boundaries, posterior, guardrails and a decision with every reason. Same data and config,
 * same result. A metric that cannot be computed is reported with its reason; the others are computed. The event loop
 * stays free: work that grows with the users runs natively, the rest in short parts.
 * @param data of dataFromTable, loadExperiment or another source, made with the same configuration
 * @param config of experimentConfig
 * @param options stop signal and progress
 * @throws BAD_INPUT, BAD_CONFIG, ABORTED
 *
 * @example
 * ```ts
 * import { analyzeExperiment, dataFromTable } from 'winback/experiment';
 * import { generateExperiment } from 'winback/simulate';
 *
 * const { table, config } = await generateExperiment({ users: 4000 });
 * const result = await analyzeExperiment(await dataFromTable(table, config), config);
 * result.decision; // hold
 * result.metrics.map(({ name }) => name); // [conversion, gmv, complaints, OEC]
 * ```
 */
export async function analyzeExperiment(
  data: ExperimentData,
  config: ExperimentConfig,
  options: AnalyzeOptions = {},
): Promise<ExperimentResult> {
  progressOf('analyzeExperiment', options);
  requireKeys(options, 'options', { signal: true, onProgress: true, registration: true });
  requireAnalysis(data, config);
  const pace = new Pace(options);
  const srm = splitOf(data, config);
  const analysis: Analysis = { data, config, daily: await dailyMoments(data, options.signal) };
  await pace.part('days', 0.1);
  const { claims, found, missing } = await claimsOf(await comparisonsOf(analysis, pace), pace);
  const correction = await corrected(claims, config);
  const sequential = await sequentialRecords(config, found, pace);
  const metrics = correction.metrics.map((record) => withSequential(record, sequential, config));
  const notComputable = missingRecords(missing);
  const novelty = noveltyRecords(analysis);
  await pace.part('sequential', 0.7);
  const splitChecks = await splitCheckRecords(data, config, pace);
  const mix = await mixRecords(data, config, pace);
  const bots = await botRecord(data, config, pace);
  const { registration = null } = options;
  const inputs = { data, config, srm, metrics, novelty, splitChecks, bots, mix, registration };
  const checks = await validityChecks(inputs, pace);
  const plan = planOf(data, config, metrics);
  const planReached =
    plan === null ? sequentialReached(sequential, config) : plan.reached >= plan.usersPerArm;
  await pace.part('done', 1);
  return {
    ...headOf(data, config),
    ...{ metrics, notComputable, oec: oecOf(found), best: bestArmRecords(config, found) },
    ...{ srm, checks, sequential, novelty, splitChecks, mix, bots },
    definitions: config.metrics.flatMap(({ definition }) => definition ?? []),
    ...decide({ config, checks, metrics, notComputable, sequential, planReached }),
    ledger: [
      ...data.ledger,
      ...ledgerOf(data, config, metrics, analysis.daily !== null),
      ...correction.ledger,
    ],
    plan,
    reference: config.reference ? referenceRows(data, config, metrics) : null,
  };
}

function oecOf(found: readonly Compared[]) {
  const first = found.find(({ metric }) => metric.role === 'oec');
  return first === undefined ? null : oecEffect(first).record;
}

function headOf(data: ExperimentData, config: ExperimentConfig) {
  const { name: experiment, version, control, treatments: variants, unit, alpha } = config;
  const users = armSizes(data, config).reduce((sum, a) => sum + a.users, 0);
  return { experiment, version, control, variants, unit, alpha, users, days: data.counts.days };
}

function armSizes(data: ExperimentData, config: ExperimentConfig) {
  return [config.control, ...config.treatments].map((variant, arm) => ({
    variant,
    users: usersOf(data, arm),
    weight: config.weights === 'unknown' ? 1 : (config.weights?.[arm] ?? 1),
  }));
}

function splitOf(data: ExperimentData, config: ExperimentConfig): SrmRecord {
  const arms = armSizes(data, config);
  return config.weights === 'unknown'
    ? unknownSplit(arms, config.srmThreshold)
    : sampleRatioTest(arms, config.srmThreshold);
}

function primaryOf(config: ExperimentConfig): MetricConfig {
  return config.metrics.find((m) => m.role === 'primary')!;
}

async function sequentialRecords(
  config: ExperimentConfig,
  found: readonly Compared[],
  pace: Pace,
): Promise<readonly SequentialRecord[]> {
  if (config.sequential === undefined) return [];
  const out: SequentialRecord[] = [];
  for (const compared of found) {
    if (compared.metric.role !== 'primary') continue;
    out.push(await sequentialRecord(compared, historyOf(compared)!, pace));
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
  const significant = own.stoppedAt !== null;
  // A stop is a stop in the direction of the statistic that crossed, whatever the difference is by now.
  const effectDirection = directionOf(significant, significant && own.looks[own.stoppedAt! - 1]!.z > 0);
  return { ...record, adjustedP, significant, effectDirection, sequential: true, ...ends };
}

function sequentialReached(
  sequential: readonly SequentialRecord[],
  config: ExperimentConfig,
): boolean | null {
  if (config.sequential === undefined) return null;
  if (sequential.length < config.treatments.length) return false;
  return sequential.every((s) => (s.looks.at(-1)?.information ?? 0) >= 1);
}

function noveltyRecords(analysis: Analysis) {
  const primary = primaryOf(analysis.config);
  return analysis.config.treatments.flatMap(
    (_, i): NoveltyRecord | readonly NoveltyRecord[] =>
      noveltyOf(comparisonOf(analysis, primary, i + 1)) ?? [],
  );
}

/** Users of the control arm below which its halves cannot be tested. */
const fewestSplit = 4;

async function splitCheckRecords(data: ExperimentData, config: ExperimentConfig, pace: Pace) {
  const out: SplitCheckRecord[] = [];
  if (config.splitCheckRuns === 0 || data.rows === null || usersOf(data, 0) < fewestSplit) return out;
  const tested = config.metrics.filter((m) => kindOf(m).perUser);
  const { splitCheckRuns: runs, seed, alpha } = config;
  for (const [i, { name }] of tested.entries()) {
    out.push(await splitCheck(data, name, { runs, seed, alpha, signal: pace.signal }));
    await pace.part('A/A splits', 0.7 + (0.25 * (i + 1)) / tested.length);
  }
  return out;
}

function planOf(
  data: ExperimentData,
  config: ExperimentConfig,
  metrics: readonly MetricRecord[],
): ExperimentResult['plan'] {
  if (config.plannedUsersPerArm === undefined) return null;
  const reached = Math.min(...data.cells.map((_, arm) => usersOf(data, arm)));
  const record = metrics.find((m) => m.role === 'primary');
  const { difference, standardError } = record ?? { difference: 0, standardError: 0 };
  const side = sideOf(primaryOf(config));
  const sign = side === 'two-sided' ? Math.sign(difference) : side === 'greater' ? 1 : -1;
  const z = difference === 0 ? 0 : (sign * difference) / standardError;
  return {
    usersPerArm: config.plannedUsersPerArm,
    reached,
    powerNow: normal.cdf(z - normal.inverseSurvival(tailOf(config.alpha, side))),
  };
}
