import { ensure } from '../../base/errors.js';
import { type Check, listOf, object, oneOf, optional, positive } from '../../base/options.js';
import type { NativeEstimator } from '../../native/uplift-binding.js';

/**
 * How the value of a policy is computed from a log. With w = evaluated over logging probability of the logged action, y = reward,
 * q = what a model expects and d = sum over actions of evaluated probability times q, the term of a row is:
 * `ips` w y; `snips` w y over the mean of w; `dm` d; `dr` d + w (y - q); `sndr` d + w (y - q) over the mean of w;
 * `switch-dr` d + w (y - q) where w <= parameter, else d; `dr-os` d + parameter w / (w^2 + parameter) (y - q);
 * `sub-gaussian-ips` and `sub-gaussian-dr` take w / (1 - parameter + parameter w) in place of w. A parameter of `ips` and `dr` clips w.
 */
export type EstimatorKind =
  | 'ips'
  | 'snips'
  | 'dm'
  | 'dr'
  | 'sndr'
  | 'switch-dr'
  | 'dr-os'
  | 'sub-gaussian-ips'
  | 'sub-gaussian-dr';

/** An estimator with its parameter. */
export interface EstimatorOptions {
  /** Which formula. */
  readonly kind: EstimatorKind;
  /**
   * Largest weight of `ips` and `dr` (absent: not clipped), threshold of `switch-dr`, lambda of `dr-os` and of the sub-Gaussian
   * ones (there at most 1); > 0. The other kinds have none.
   */
  readonly parameter?: number | undefined;
}

type Parameter = 'none' | 'optional' | 'required';

interface Form {
  readonly rule: NativeEstimator['rule'];
  /** Of a kind whose parameter may be left out: the rule with it. */
  readonly ruleWith?: NativeEstimator['rule'];
  readonly usesModel: boolean;
  readonly selfNormalised?: true;
  readonly parameter: Parameter;
}

const forms: Readonly<Record<EstimatorKind, Form>> = {
  ips: { rule: 'plain', ruleWith: 'clip', usesModel: false, parameter: 'optional' },
  snips: { rule: 'plain', usesModel: false, selfNormalised: true, parameter: 'none' },
  dm: { rule: 'none', usesModel: true, parameter: 'none' },
  dr: { rule: 'plain', ruleWith: 'clip', usesModel: true, parameter: 'optional' },
  sndr: { rule: 'plain', usesModel: true, selfNormalised: true, parameter: 'none' },
  'switch-dr': { rule: 'switch', usesModel: true, parameter: 'required' },
  'dr-os': { rule: 'shrink', usesModel: true, parameter: 'required' },
  'sub-gaussian-ips': { rule: 'subGaussian', usesModel: false, parameter: 'required' },
  'sub-gaussian-dr': { rule: 'subGaussian', usesModel: true, parameter: 'required' },
};

/**
 * Every kind of estimator.
 *
 * @example
 * ```ts
 * import { estimatorKinds } from 'winback/uplift';
 *
 * estimatorKinds.includes('sndr'); // true
 * ```
 */
export const estimatorKinds = Object.keys(forms) as readonly EstimatorKind[];

/** Whether an estimator of this kind needs what a model expects of every action. */
export const usesModel = (kind: EstimatorKind): boolean => forms[kind].usesModel;

const oneEstimator: Check<EstimatorOptions> = (value, name) => {
  const given = object<EstimatorOptions>({
    kind: oneOf(...estimatorKinds),
    parameter: optional(positive, undefined),
  })(value, name);
  const { parameter: rule } = forms[given.kind];
  ensure(rule !== 'required' || given.parameter !== undefined, `${name}: ${given.kind} needs a parameter`);
  ensure(rule !== 'none' || given.parameter === undefined, `${name}: ${given.kind} has no parameter`);
  const isShare = forms[given.kind].rule === 'subGaussian';
  ensure(!isShare || given.parameter! <= 1, `${name}: the parameter of ${given.kind} must be at most 1`);
  return given;
};

export const estimatorList: Check<readonly EstimatorOptions[]> = listOf(oneEstimator);

/** The estimator as the addon takes it. */
export function nativeEstimator({ kind, parameter }: EstimatorOptions): NativeEstimator {
  const { rule, ruleWith, usesModel: model, selfNormalised = false } = forms[kind];
  return {
    rule: parameter === undefined ? rule : (ruleWith ?? rule),
    parameter: parameter ?? 0,
    usesModel: model,
    selfNormalised,
  };
}

/** Name of an estimator with its parameter, such as `dr 10`. */
export const estimatorName = ({ kind, parameter }: EstimatorOptions): string =>
  parameter === undefined ? kind : `${kind} ${parameter}`;

/** The estimators that are computed unless others are named: all kinds, the clipped ones at `clip` and at twice that. */
export function usualEstimators(clip: number, hasModel: boolean): readonly EstimatorOptions[] {
  const all: readonly EstimatorOptions[] = [
    ...[{ kind: 'ips' } as const, { kind: 'ips', parameter: clip } as const],
    ...[{ kind: 'ips', parameter: 2 * clip } as const, { kind: 'snips' } as const],
    ...[{ kind: 'dm' } as const, { kind: 'dr' } as const, { kind: 'dr', parameter: clip } as const],
    ...[{ kind: 'dr', parameter: 2 * clip } as const, { kind: 'sndr' } as const],
    ...[{ kind: 'switch-dr', parameter: clip } as const, { kind: 'switch-dr', parameter: 2 * clip } as const],
    ...[{ kind: 'dr-os', parameter: clip } as const, { kind: 'dr-os', parameter: clip * clip } as const],
    ...[
      { kind: 'sub-gaussian-ips', parameter: 0.1 } as const,
      { kind: 'sub-gaussian-dr', parameter: 0.1 } as const,
    ],
  ];
  return all.filter(({ kind }) => hasModel || !usesModel(kind));
}
