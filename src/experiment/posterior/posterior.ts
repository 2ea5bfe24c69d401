import { mostShape } from '../../stats/posterior/beta-posterior.js';
import { type Compared, type Effect, isPlain } from '../effects/effect-types.js';
import type { ArmValue } from '../kinds/kind.js';
import { kindOf } from '../kinds/kinds.js';
import type { PosteriorRecord } from '../records/records.js';
import { betaRecord } from './beta-posterior.js';
import { type NormalArm, normalPosterior } from './normal-posterior.js';

/** Beta-binomial for plain counts, normal for everything adjusted or continuous, none for a kind without one. */
export async function posteriorOf(compared: Compared): Promise<PosteriorRecord | null> {
  const { effect, metric } = compared;
  const { posterior } = kindOf(metric);
  if (posterior === 'none') return null;
  if (posterior === 'beta' && isPlain(effect)) return ofCounts(compared);
  // The adjusted difference and its whole error; the split between the arms only places the two curves.
  const half = effect.standardError ** 2 / 2;
  return normalPosterior(
    { mean: effect.treatment.value - effect.difference, squaredError: half },
    { mean: effect.treatment.value, squaredError: half },
    relativeOf(effect),
    metric.direction,
  );
}

function ofCounts(compared: Compared): Promise<PosteriorRecord> | PosteriorRecord {
  const { config, metric, effect } = compared;
  const [a, b] = config.prior as [number, number];
  if (Math.max(effect.control.users, effect.treatment.users) + Math.max(a, b) > mostShape)
    return ofManyUsers(compared, [a, b]);
  const arm = (side: ArmValue) => ({ successes: side.successes!, users: side.users });
  return betaRecord(arm(effect.control), arm(effect.treatment), {
    prior: [a, b],
    direction: metric.direction,
    draws: config.monteCarlo,
    seed: config.seed,
  });
}

/** The normal with a Beta posterior's mean and variance: beyond the Beta's range the two cannot be told apart. */
function ofManyUsers({ effect, metric }: Compared, [a, b]: readonly [number, number]): PosteriorRecord {
  const arm = ({ successes, users }: ArmValue): NormalArm => {
    const [hits, total] = [a + successes!, a + b + users];
    const mean = hits / total;
    return { mean, squaredError: (mean * ((total - hits) / total)) / (total + 1) };
  };
  return normalPosterior(arm(effect.control), arm(effect.treatment), relativeOf(effect), metric.direction);
}

function relativeOf(effect: Effect): PosteriorRecord['relative'] {
  const { lift } = effect.run({ alpha: 0.05 });
  const end = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return { value: end(lift.estimate), low: end(lift.low), high: end(lift.high) };
}
