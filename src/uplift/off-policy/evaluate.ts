import { ensure } from '../../base/errors.js';
import {
  type Check,
  finite,
  integer,
  type Keys,
  optional,
  requireKeys,
  resolveOptions,
  strictlyBetween,
} from '../../base/options.js';
import { crossing, withStop } from '../../native/crossing.js';
import { addon } from '../../native/load.js';
import type { NativeEstimate, NativeLogSupport, NativePolicyLog } from '../../native/uplift-binding.js';
import { bootstrapT } from '../../stats/resampling/bootstrap-t.js';
import { intervals } from '../ranking/metrics.js';
import {
  type EstimatorOptions,
  estimatorList,
  nativeEstimator,
  usesModel,
  usualEstimators,
} from './estimators.js';
import { gateOf, shownRows } from './gate.js';
import { nativeLog } from './log.js';
import type {
  DecisionLog,
  OffPolicyEstimate,
  OffPolicyOptions,
  OffPolicyValue,
  PolicyColumns,
  PolicyDifference,
} from './records.js';

const aboveOne: Check<number> = (value, name) => {
  const number = finite(value, name);
  ensure(number > 1, `${name} must be a number > 1, got ${number}`);
  return number;
};

const checks = {
  clip: optional(aboveOne, 10),
  estimators: optional(estimatorList, undefined),
  level: optional(strictlyBetween(0, 1), 0.95),
  replicates: optional(integer(0, 100_000), 999),
  seed: optional(integer(0), 42),
  threads: optional(integer(1, 1024), undefined),
};

type Resolved = { readonly [K in keyof typeof checks]: ReturnType<(typeof checks)[K]> };

const keys: Keys<OffPolicyOptions> = {
  ...{ clip: true, estimators: true, level: true, replicates: true, seed: true, threads: true, signal: true },
};

/**
 * What a policy would have earned on the users of a log that another policy drew. The answer is only given with an interval where the
 * log supports it: every action that the policy may take had a probability, the effective rows are at least 10 % of all, and no weight is
 * above 20. Otherwise `gate` says why not, and which rows lack support.
 * @param log decisions with the probability of every action and their rewards
 * @param target probability of every action under the evaluated policy
 * @param options clip, estimators, level, resamples, seed, threads and stop signal
 * @throws WinbackError BAD_INPUT naming the row of a missing value, of probabilities that do not add up to 1, or of an action that was
 *   taken with a logged probability of 0; ABORTED
 *
 * @example
 * ```ts
 * import { evaluatePolicy } from 'winback/uplift';
 *
 * const half = new Float64Array(4).fill(0.5);
 * const log = { actions: ['none', 'sms'], action: [0, 1, 0, 1], reward: [0, 3, 1, 2], logging: [half, half] };
 * const all = [new Float64Array(4), new Float64Array(4).fill(1)];
 * (await evaluatePolicy(log, all, { replicates: 0 })).chosen.value; // 2.5
 * ```
 */
export async function evaluatePolicy(
  log: DecisionLog,
  target: PolicyColumns,
  options: OffPolicyOptions = {},
): Promise<OffPolicyValue> {
  return (await evaluated(log, target, options)).value;
}

/**
 * Two policies on the same rows of a log. The difference comes from the differences of the rows' terms, whose error is smaller than
 * that of two separate values.
 * @param log decisions with the probability of every action and their rewards
 * @param first probability of every action under the first policy
 * @param second probability of every action under the second policy
 * @param options clip, estimators, level, resamples, seed, threads and stop signal
 * @throws WinbackError as evaluatePolicy
 *
 * @example
 * ```ts
 * import { comparePolicies } from 'winback/uplift';
 *
 * const [half, none, all] = [0.5, 0, 1].map((share) => new Float64Array(4).fill(share));
 * const log = { actions: ['none', 'sms'], action: [0, 1, 0, 1], reward: [0, 3, 1, 2], logging: [half!, half!] };
 * const compared = await comparePolicies(log, [none!, all!], [all!, none!], { replicates: 0 });
 * compared.difference.value; // 2
 * ```
 */
export async function comparePolicies(
  log: DecisionLog,
  first: PolicyColumns,
  second: PolicyColumns,
  options: OffPolicyOptions = {},
): Promise<PolicyDifference> {
  const a = await evaluated(log, first, { ...options, replicates: 0 });
  const b = await evaluated(log, second, { ...options, replicates: 0 });
  const [own, other] = [await termsOf(a), await termsOf(b)];
  const differences = own.map((term, row) => term - other[row]!);
  const { level, replicates } = resolved(options);
  const { value, standardError } = momentsOf(differences);
  const supported = a.value.gate.isEvaluable && b.value.gate.isEvaluable;
  return {
    first: a.value,
    second: b.value,
    difference: intervals(level)({ value, standardError }),
    interval: supported && replicates > 0 ? await intervalOf(differences, options) : null,
  };
}

interface Evaluated {
  readonly value: OffPolicyValue;
  readonly native: NativePolicyLog;
  readonly estimator: EstimatorOptions;
}

const resolved = (options: OffPolicyOptions): Resolved => {
  requireKeys(options, 'options', keys);
  const { signal: _, ...plain } = options;
  return resolveOptions<Resolved>('options', plain, checks);
};

async function evaluated(
  log: DecisionLog,
  target: PolicyColumns,
  options: OffPolicyOptions,
): Promise<Evaluated> {
  const { clip, estimators: given, level, replicates } = resolved(options);
  const native = nativeLog(log, target);
  const hasModel = native.expected.length > 0;
  const asked = given ?? usualEstimators(clip, hasModel);
  const needsModel = asked.find(({ kind }) => usesModel(kind));
  ensure(
    hasModel || needsModel === undefined,
    `estimator ${needsModel?.kind}: the log needs \`expected\`, what a model expects of every action`,
  );
  const estimator: EstimatorOptions = { kind: hasModel ? 'dr' : 'ips', parameter: clip };
  const all = [...asked, estimator, { ...estimator, parameter: 2 * clip }];
  const found = await withStop(options.signal, (stop) =>
    crossing(() => addon().upliftEvaluate(native, all.map(nativeEstimator), clip, shownRows, stop)),
  );
  const [chosen, wider] = found.values.slice(asked.length) as [NativeEstimate, NativeEstimate];
  const gate = gateOf(found.support);
  const value = {
    gate,
    chosen: estimateOf(estimator, chosen, level),
    interval: null,
    bias: biasOf(found.support, clip, wider.value - chosen.value),
    estimates: asked.map((one, i) => estimateOf(one, found.values[i]!, level)),
  };
  if (!gate.isEvaluable || replicates === 0) return { value, native, estimator };
  const interval = await intervalOf(await termsOf({ native, estimator }), options);
  return { value: { ...value, interval }, native, estimator };
}

const termsOf = ({ native, estimator }: Pick<Evaluated, 'native' | 'estimator'>): Promise<Float64Array> =>
  crossing(() => addon().upliftTerms(native, nativeEstimator(estimator)));

async function intervalOf(terms: Float64Array, options: OffPolicyOptions) {
  const { level, replicates, seed, threads } = resolved(options);
  const { low, high } = await bootstrapT(terms, { level, replicates, seed, threads, signal: options.signal });
  return { low, high };
}

function estimateOf(
  { kind, parameter }: EstimatorOptions,
  estimate: NativeEstimate,
  level: number,
): OffPolicyEstimate {
  const { low, high } = intervals(level)(estimate);
  const known = kind !== 'dm';
  return {
    ...{ kind, parameter: parameter ?? null, value: estimate.value, standardError: estimate.standardError },
    ...{ low: known ? low : null, high: known ? high : null },
  };
}

function biasOf(support: NativeLogSupport, clip: number, difference: number) {
  return {
    clip,
    clippedShare: support.clipped / support.rows,
    bound: support.clippedExcess * (support.largestReward - support.smallestReward),
    sensitivity: Math.abs(difference),
  };
}

function momentsOf(values: Float64Array): { readonly value: number; readonly standardError: number } {
  const n = values.length;
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / n;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { value: mean, standardError: Math.sqrt(squares / (n - 1) / n) };
}
