import type { Pace } from '../../base/pace.js';
import { proportionInterval } from '../../stats/proportions/proportions.js';
import { assignmentCheck } from '../assignment/assignment-check.js';
import type { ExperimentConfig } from '../config/config.js';
import type { ExperimentData } from '../data/data.js';
import { type CheckRecord, type CheckStatus, check, notRun } from '../records/check-record.js';
import type {
  BotRecord,
  MetricRecord,
  MixRecord,
  NoveltyRecord,
  RegistrationStanding,
  SplitCheckRecord,
  SrmRecord,
} from '../records/records.js';
import { ofFirst } from './ledger.js';

/** Share of users in several variants above which the assignment itself is suspect. */
const multiVariantLimit = 0.01;
/** A covariate measured before exposure that differs this surely between the arms points at the split. */
const imbalanceLimit = 0.001;

export interface CheckInputs {
  readonly data: ExperimentData;
  readonly config: ExperimentConfig;
  readonly srm: SrmRecord;
  readonly metrics: readonly MetricRecord[];
  readonly novelty: readonly NoveltyRecord[];
  readonly splitChecks: readonly SplitCheckRecord[];
  readonly bots: BotRecord | null;
  readonly mix: readonly MixRecord[];
  readonly registration: RegistrationStanding | null;
}

/** Validity before verdict: failed checks come first, then warnings. */
export async function validityChecks(inputs: CheckInputs, pace: Pace): Promise<readonly CheckRecord[]> {
  const order: Record<CheckStatus, number> = { failed: 0, warning: 1, passed: 2, 'not-run': 3 };
  const checks = [
    srmCheck(inputs.srm),
    await assignmentCheck(inputs.data, inputs.config, pace),
    multiVariantCheck(inputs),
    exposureOrderCheck(inputs),
    immatureCheck(inputs),
    durationCheck(inputs),
    balanceCheck(inputs),
    exclusionCheck(inputs),
    noveltyCheck(inputs),
    splitCheckRecord(inputs),
    // These stand in the report only where they are asked for.
    ...registrationCheck(inputs),
    ...botCheck(inputs),
    ...mixCheck(inputs),
    ...closureCheck(inputs),
  ];
  return checks.sort((a, b) => order[a.status] - order[b.status]);
}

function registrationCheck({ registration }: CheckInputs): readonly CheckRecord[] {
  if (registration === null) return [];
  const { state } = registration;
  const status = state === 'in-time' ? 'passed' : state === 'late' ? 'warning' : 'failed';
  return [check('registration', status, registration)];
}

/** Programs that a treatment draws or drives away make the arms unlike, however they are left out. */
function botCheck({ bots }: CheckInputs): readonly CheckRecord[] {
  if (bots === null) return [];
  const { users, share, p } = bots;
  return [check('bots', p !== null && p < imbalanceLimit ? 'failed' : 'passed', { users, share, p })];
}

function mixCheck({ mix }: CheckInputs): readonly CheckRecord[] {
  if (mix.length === 0) return [];
  const most = mix.reduce((a, b) =>
    a.moved === b.moved ? (b.distance > a.distance ? b : a) : b.moved ? b : a,
  );
  const { column, distance, p, moved } = most;
  return [check('mix', moved ? 'warning' : 'passed', { column, distance, p })];
}

/** Share of labelled conversions that must lead back to an exposure. */
const closedShare = 0.98;

function closureCheck({ data }: CheckInputs): readonly CheckRecord[] {
  const { closure } = data;
  if (closure === undefined) return [];
  const { labelled, closed, mismatches } = closure;
  const isOpen =
    labelled > 0 && proportionInterval({ successes: closed, trials: labelled }).high < closedShare;
  return [check('closure', mismatches > 0 ? 'failed' : isOpen ? 'warning' : 'passed', closure)];
}

function srmCheck({ p, threshold, passed, method }: SrmRecord): CheckRecord {
  if (p === null || method === 'unknown-split') return check('srm', 'warning', { method: 'unknown-split' });
  return check('srm', passed ? 'passed' : 'failed', { p, threshold, method });
}

function multiVariantCheck({
  data,
  config: {
    unit,
    data: { events },
  },
}: CheckInputs): CheckRecord {
  if (data.rows === null || data.rows.users === null) return notRun('multi-variant');
  const users = data.counts.multiVariant;
  const all = data.rows.users.labels.length;
  const share = users / Math.max(1, all);
  const first = ofFirst(events);
  const tooMany = share > multiVariantLimit && first.first === undefined;
  const status = tooMany ? 'failed' : users > 0 ? 'warning' : 'passed';
  return check('multi-variant', status, { users, share, unit, ...first });
}

function exposureOrderCheck({ data, config }: CheckInputs): CheckRecord {
  if (config.data.convertedAt === undefined || config.data.exposedAt === undefined)
    return notRun('exposure-order');
  const { beforeExposure: users, sameDay = 0 } = data.counts;
  return check('exposure-order', users > 0 ? 'failed' : 'passed', { users, sameDay });
}

function immatureCheck({ data, config: { windowDays: days } }: CheckInputs): CheckRecord {
  if (days === undefined) return notRun('immature');
  const users = data.counts.immature;
  return check('immature', users > 0 ? 'warning' : 'passed', { users, days });
}

function durationCheck({ data, config: { minimumDays } }: CheckInputs): CheckRecord {
  const { days } = data.counts;
  if (minimumDays === undefined || days === null) return notRun('duration');
  return check('duration', days < minimumDays ? 'warning' : 'passed', { days, minimumDays });
}

function balanceCheck({ metrics }: CheckInputs): CheckRecord {
  const tested = metrics.filter((m) => m.cuped !== null);
  if (tested.length === 0) return notRun('pre-balance');
  const p = Math.min(...tested.map((m) => m.cuped!.imbalanceP));
  return check('pre-balance', p < imbalanceLimit / tested.length ? 'failed' : 'passed', { p });
}

function exclusionCheck({ data }: CheckInputs): CheckRecord {
  const { excluded: rules } = data.counts;
  if (rules.length === 0) return notRun('exclusions');
  const users = rules.reduce((sum, rule) => sum + rule.users, 0);
  return check('exclusions', 'passed', { users, rules });
}

function noveltyCheck({ novelty, config }: CheckInputs): CheckRecord {
  if (novelty.length === 0) return notRun('novelty');
  const p = Math.min(...novelty.map((n) => n.slopeP));
  return check('novelty', p < config.alpha / novelty.length ? 'warning' : 'passed', { p });
}

function splitCheckRecord({ splitChecks }: CheckInputs): CheckRecord {
  if (splitChecks.length === 0) return notRun('split-check');
  const worst = splitChecks.reduce((a, b) => (b.falsePositiveRate > a.falsePositiveRate ? b : a));
  const { metric, falsePositiveRate: rate, runs, alpha } = worst;
  const passed = splitChecks.every((c) => c.passed);
  return check('split-check', passed ? 'passed' : 'failed', { metric, rate, runs, alpha });
}
