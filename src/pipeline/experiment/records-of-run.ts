import type { ExperimentConfig } from '../../experiment/config/config.js';
import type { ExperimentResult, MetricRecord } from '../../experiment/records/records.js';
import { experimentDigest } from '../../experiment/register/digest.js';
import type { TakenLook } from '../../experiment/register/looks.js';
import type { ExperimentRegister } from '../../experiment/register/register.js';
import { exposurePoint } from '../../experiment/register/registration.js';
import { experimentRecord } from '../../state/experiment-register.js';
import type { StateRecords } from '../../state/records.js';
import { lastDayOf, usersOfLargestPair } from './look.js';
import type { ExperimentRun } from './run.js';

type ExperimentRecord = StateRecords['experiment'];
type LookRecord = StateRecords['look'];

/** Whose experiment it is, and the day that was worked on. */
export interface RunOfDay {
  /** Name of the configuration. */
  readonly project: string;
  /** YYYY-MM-DD. */
  readonly date: string;
  /** When the analysis was made, ISO 8601 in UTC: a look of the plan that was taken then is told by it. */
  readonly now: string;
  /** Where the experiment may be registered. */
  readonly register: ExperimentRegister;
}

/** An analysed experiment as the state keeps it: how it stands, and what it said on the day. */
export async function recordsOfRun(
  config: ExperimentConfig,
  run: Pick<ExperimentRun, 'result' | 'data'>,
  day: RunOfDay,
): Promise<{ readonly experiment: readonly ExperimentRecord[]; readonly look: readonly LookRecord[] }> {
  const { name, version } = config;
  const registration = await day.register.find(name, version);
  const base =
    registration === null ? unregistered(config, day.project) : experimentRecord(day.project, registration);
  const looks = await day.register.looks(name, version);
  const taken = looks.find(({ takenAt }) => Date.parse(takenAt) === Date.parse(day.now)) ?? null;
  return {
    experiment: [{ ...base, ...standing(run.result, looks) }],
    look: [lookOfDay(base, run, day, taken)],
  };
}

/** What can be said of an experiment that nobody registered. */
function unregistered(config: ExperimentConfig, project: string): ExperimentRecord {
  const { name, version, metrics, minimumDays, sequential, plannedUsersPerArm } = config;
  const count = sequential?.looks ?? 0;
  const planned = plannedUsersPerArm === undefined ? null : 2 * plannedUsersPerArm;
  return {
    ...{ project, name, version, configDigest: experimentDigest(config), exposure: exposurePoint(config) },
    primaryMetric: metrics.find(({ role }) => role === 'primary')!.name,
    guardrails: metrics.flatMap((metric) => (metric.role === 'guardrail' ? [metric.name] : [])),
    definitions: Object.fromEntries(
      metrics.map((metric) => [metric.name, metric.definition?.digest ?? null]),
    ),
    ...{ shortestDays: minimumDays ?? null, spending: sequential?.spending ?? null },
    plannedLooks: Array.from({ length: count }, (_, i) => (i + 1) / count),
    plannedUsers: sequential?.plannedUsers ?? planned,
    ...{ registeredAt: null, by: null, firstExposureAt: null, late: false },
    ...{ state: 'registered', decision: null, reason: null },
  };
}

/** With a plan of looks only a look decides: what is read between two of them leaves the experiment running. */
function standing(
  { decision, reasons, users, sequential }: ExperimentResult,
  looks: readonly TakenLook[],
): Pick<ExperimentRecord, 'state' | 'decision' | 'reason'> {
  const reason = reasons[0]?.code ?? null;
  const said = sequential.length === 0 ? decision : (looks.at(-1)?.decision ?? decision);
  if (said === 'ship' || said === 'stop') return { state: 'decided', decision: said, reason };
  return { state: users === 0 ? 'registered' : 'running', decision: null, reason };
}

function lookOfDay(
  { name, version, primaryMetric, plannedUsers }: ExperimentRecord,
  { result, data }: Pick<ExperimentRun, 'result' | 'data'>,
  { project, date }: RunOfDay,
  taken: TakenLook | null,
): LookRecord {
  const last = result.sequential.find(({ metric }) => metric === primaryMetric)?.looks.at(-1);
  return {
    ...{ project, experiment: name, version, date, look: taken?.look ?? 0 },
    takenAt: taken === null ? null : Date.parse(taken.takenAt) * 1000,
    ...{ lastDay: lastDayOf(data), comparedUsers: usersOfLargestPair(data), plannedUsers },
    users: Object.fromEntries(result.srm.arms.map(({ variant, users }) => [variant, users])),
    ...{ power: result.plan?.powerNow ?? null, srmP: result.srm.p, metrics: result.metrics.map(lookMetric) },
    ...{ statistic: last?.z ?? null, boundary: reachable(last?.boundary) },
    ...{ decision: taken?.decision ?? result.decision, reason: result.reasons[0]?.code ?? null },
  };
}

/** The largest double stands for a look that cannot stop the experiment. */
const reachable = (boundary: number | undefined): number | null =>
  boundary === undefined || boundary === Number.MAX_VALUE ? null : boundary;

function lookMetric(metric: MetricRecord): LookRecord['metrics'][number] {
  const { name, role, variant, control, treatment, difference, low, high, p, significant } = metric;
  return {
    ...{ name, role, variant, control, treatment, difference, low, high, p, significant },
    pAdjusted: metric.adjustedP,
    pBetter: metric.posterior?.probabilityBetter ?? null,
    varianceRemoved: metric.cuped?.varianceReduction ?? null,
    guardrail: metric.guardrail?.status ?? null,
  };
}
