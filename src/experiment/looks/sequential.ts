import { WinbackError } from '../../base/errors.js';
import type { Pace } from '../../base/pace.js';
import { normal } from '../../stats/distributions.js';
import { alwaysValidP, mixtureInterval } from '../../stats/sequential/always-valid.js';
import { type Boundaries, boundaries } from '../../stats/sequential/boundaries.js';
import { conditionalPower, predictivePower } from '../../stats/sequential/futility.js';
import { inferenceSteps } from '../../stats/sequential/stop.js';
import { type Alternative, tailProbability } from '../../stats/test-options.js';
import type { ExperimentConfig } from '../config/config.js';
import { sideOf, tailOf } from '../config/metric-config.js';
import type { ComparedMetric, Comparison } from '../data/comparison.js';
import type { Look } from '../data/look.js';
import { bounded } from '../effects/metric-record.js';
import type { LookRecord, SequentialRecord } from '../records/records.js';
import { bayesianStopRecord } from './bayesian-stop.js';
import { lookEnds, lookZ } from './look-statistic.js';

/**
 * The looks at one comparison judged by the plan's boundaries: alpha is spent by the users really seen at each look
 * (Lan and DeMets, 1983), so uneven traffic and skipped looks keep the level. Several variants share alpha evenly.
 * Looks beyond the planned size count once, as the final one.
 * @throws BAD_INPUT for looks whose users do not grow, or no look at all
 */
export async function sequentialRecord(
  { config, metric, variant }: Pick<Comparison, 'config' | 'metric' | 'variant'>,
  given: readonly Look[],
  pace: Pace,
): Promise<SequentialRecord> {
  const { looks: plannedLooks, spending } = config.sequential!;
  const side = sideOf(metric);
  const { level, looks, times, plan, records } = judgedLooks(config, given, side);
  const crossed = records.findIndex((r) => r.crossed);
  const ended = crossed >= 0 ? crossed : times.at(-1) === 1 ? times.length - 1 : null;
  return {
    metric: metric.name,
    variant,
    family: 'lan-demets',
    spending,
    alpha: level,
    plannedLooks,
    looks: records,
    stoppedAt: crossed < 0 ? null : crossed + 1,
    ...(await inference(looks, records, plan, ended, { level, side }, pace)),
    alwaysValid: alwaysValid(looks, config, level, side),
    ...prospects(metric, records, config, level, crossed >= 0),
    bayesian: bayesianStopRecord(config, metric, records, designDrift(config, level, side)),
  };
}

/** The looks against their boundaries, without the inference at the stop. @throws as sequentialRecord */
export function judgedLooks(
  config: ExperimentConfig,
  given: readonly Look[],
  side: Alternative = 'two-sided',
) {
  const { spending, plannedUsers } = config.sequential!;
  const level = config.correction === 'none' ? config.alpha : config.alpha / config.treatments.length;
  const { looks, times } = plannedLooks(given, plannedUsers);
  const plan = boundaries({ times, spending, alpha: level, oneSided: side !== 'two-sided' });
  return { level, looks, times, plan, records: looks.map((look, k) => lookRecord(look, k, plan, side)) };
}

/** The looks that count and their information fractions. @throws BAD_INPUT as sequentialRecord */
export function plannedLooks(given: readonly Look[], plannedUsers: number) {
  const looks: Look[] = [];
  for (const look of given) {
    const last = looks.at(-1);
    if (last !== undefined && look.users <= last.users)
      throw new WinbackError(
        'BAD_INPUT',
        `a look has ${look.users} users after one with ${last.users}: they must grow`,
      );
    if (last !== undefined && last.users >= plannedUsers) continue;
    looks.push(look);
  }
  if (looks.length === 0) throw new WinbackError('BAD_INPUT', 'a sequential plan needs at least one look');
  return { looks, times: looks.map((look) => Math.min(1, look.users / plannedUsers)) };
}

/** A boundary as JSON can hold it: where a look spends nothing, the largest double, which no z reaches. */
export function printable(boundary: number): number {
  return Math.min(boundary, Number.MAX_VALUE);
}

function lookRecord(look: Look, k: number, plan: Boundaries, side: Alternative): LookRecord {
  const { difference, standardError } = look;
  const z = lookZ(look);
  const boundary = plan.z[k]!;
  const { low, high } = lookEnds(look, { boundary, nominal: plan.nominalP[k]! }, side);
  return {
    look: k + 1,
    date: look.date,
    users: look.users,
    information: plan.times[k]!,
    difference,
    standardError,
    z,
    p: tailProbability(z, side),
    boundary: printable(boundary),
    nominalP: plan.nominalP[k]!,
    alphaSpent: plan.alphaSpent[k]!,
    low: bounded(low),
    high: bounded(high),
    crossed: evidenceOf(z, side) >= boundary,
  };
}

/** z as far as it speaks for the side tested. */
function evidenceOf(z: number, side: Alternative): number {
  if (side === 'two-sided') return Math.abs(z);
  return side === 'greater' ? z : -z;
}

// At the look that stopped the plan (or ended it), by the stage-wise ordering. Information is taken as users times the
// last precision, so that it grows even where an estimated error does not shrink. Where there is no error (nobody or
// everybody converted), p is that of z, and the interval the look's own.
async function inference(
  looks: readonly Look[],
  records: readonly LookRecord[],
  plan: Boundaries,
  ended: number | null,
  { level: alpha, side }: { readonly level: number; readonly side: Alternative },
  pace: Pace,
) {
  if (ended === null) return { adjustedP: null, estimate: null };
  const { difference, standardError } = looks[ended]!;
  const { z, low: from, high: to } = records[ended]!;
  const error = standardError || 1;
  const information = plan.times.slice(0, ended + 1).map((t) => t / plan.times[ended]! / error ** 2);
  const oneSided = side !== 'two-sided';
  const sign = side === 'less' ? -1 : 1;
  const outcome = { information, z: plan.z.slice(0, ended + 1), estimate: sign * z * error, alpha, oneSided };
  const found = await pace.run(inferenceSteps(outcome));
  const { p } = found;
  const [low, high] = [found.low, found.high].map((end) => bounded(sign * end)) as [
    number | null,
    number | null,
  ];
  const estimate = sign * found.estimate;
  if (standardError === 0) return { adjustedP: p, estimate: { value: difference, low: from, high: to } };
  const ends = sign > 0 ? { low, high } : { low: high, high: low };
  return { adjustedP: p, estimate: { value: estimate, ...ends } };
}

/** The mixture is as wide as the effect the plan is made to find: chosen by the design, not by the data. */
function alwaysValid(
  looks: readonly Look[],
  config: ExperimentConfig,
  alpha: number,
  side: Alternative,
): SequentialRecord['alwaysValid'] {
  const running = looks.flatMap((look) => {
    const error = look.standardError || look.difference / lookZ(look);
    return error > 0 ? [{ estimate: look.difference, variance: error ** 2 * look.users, n: look.users }] : [];
  });
  const last = running.at(-1);
  // Nobody (or everybody) converted in both arms so far: there is no variance to mix over.
  if (last === undefined) return { p: 1, low: null, high: null };
  const drift = designDrift(config, alpha, side);
  const tau2 = (drift ** 2 * last.variance) / config.sequential!.plannedUsers;
  return { p: alwaysValidP(running, tau2).at(-1)!, ...mixtureInterval(last, tau2, alpha) };
}

function designDrift(config: ExperimentConfig, alpha: number, side: Alternative): number {
  return normal.inverseSurvival(tailOf(alpha, side)) + normal.quantile(config.power);
}

// Futile: even if the planned effect were there, the rest of the experiment would hardly show it.
function prospects(
  metric: ComparedMetric,
  records: readonly LookRecord[],
  config: ExperimentConfig,
  alpha: number,
  stopped: boolean,
): Pick<SequentialRecord, 'conditionalPower' | 'predictivePower' | 'futile'> {
  const last = records.at(-1)!;
  if (stopped || last.information >= 1)
    return { conditionalPower: null, predictivePower: null, futile: false };
  const times = [...records.map((r) => r.information), 1];
  const { spending, futility } = config.sequential!;
  const side = sideOf(metric);
  const critical = boundaries({ times, spending, alpha, oneSided: side !== 'two-sided' }).z.at(-1)!;
  const z = metric.direction === 'increase' ? last.z : -last.z;
  const interim = { z, time: last.information, critical };
  const design = conditionalPower(interim, designDrift(config, alpha, side));
  return {
    conditionalPower: {
      trend: conditionalPower(interim, 'trend'),
      none: conditionalPower(interim, 'null'),
      design,
    },
    predictivePower: predictivePower(interim),
    futile: design < futility,
  };
}
