import { WinbackError } from '../../base/errors.js';
import type { Bilingual } from './records.js';

/**
 * Why a metric has no result in a variant, or a guardrail no verdict:
 * - `no-users`, `too-few-users`: an arm, or a stratum of it, has fewer than the two users that an error needs
 * - `too-few-rows`: a quantile's arm is too small for an interval on both sides
 * - `no-rows`: a quantile without one row per user
 * - `no-events`, `constant`: every user of both arms has the value 0, or one other value per arm
 * - `constant-unit`: a term of the OEC is constant (or 0 on average) in the control and cannot be its unit
 * - `explained`: covariates and strata leave nothing to test
 * - `zero-denominator`: a ratio's denominator is 0 for all users of an arm
 * - `tied-quantile`: so many rows have the quantile's value that clustered rows give no error
 * - `zero-control`: a relative margin of a control value of 0
 * - `failed`: any other input that a method refuses; `values.message` says which
 */
export type NotComputableCode =
  | 'no-users'
  | 'too-few-users'
  | 'too-few-rows'
  | 'no-rows'
  | 'no-events'
  | 'constant'
  | 'constant-unit'
  | 'explained'
  | 'zero-denominator'
  | 'tied-quantile'
  | 'zero-control'
  | 'failed';

export interface NotComputableReason {
  readonly code: NotComputableCode;
  /** The numbers and names behind it. */
  readonly values: Readonly<Record<string, number | string>>;
  readonly text: Bilingual;
}

type Values = NotComputableReason['values'];

const where = ({ variant, stratum }: Values): Bilingual =>
  stratum === undefined
    ? { zh: `${variant} 组`, en: `variant "${variant}"` }
    : { zh: `${variant} 组的分层“${stratum}”`, en: `stratum "${stratum}" of variant "${variant}"` };

const texts: Readonly<Record<NotComputableCode, (values: Values) => Bilingual>> = {
  'no-users': (values) => ({ zh: `${where(values).zh}没有用户`, en: `${where(values).en} has no users` }),
  'too-few-users': (values) => ({
    zh: `${where(values).zh}只有 ${values['users']} 名用户，至少需要 2 名`,
    en: `${where(values).en} has too few users: ${values['users']}, at least 2 are needed`,
  }),
  'too-few-rows': ({ variant, rows, quantile }) => ({
    zh: `${variant} 组的 ${rows} 行不足以给出 ${quantile} 分位数的区间`,
    en: `the ${rows} rows of variant "${variant}" are too few for an interval of the ${quantile} quantile`,
  }),
  'no-rows': () => ({
    zh: '分位数需要逐用户的数据行，这里没有',
    en: 'a quantile needs one row per user, and there are none here',
  }),
  'no-events': () => ({
    zh: '两组所有用户的值都是 0',
    en: 'every user of both arms has the value 0',
  }),
  constant: ({ control, treatment }) => ({
    zh: `每组内所有用户的值相同（对照组 ${control}，实验组 ${treatment}），没有离散可供检验`,
    en: `every user of an arm has the same value (control ${control}, variant ${treatment}): no spread to test with`,
  }),
  'constant-unit': ({ metric }) => ({
    zh: `对照组的 ${metric} 没有离散或均值为 0，不能作为 OEC 的单位`,
    en: `the control's "${metric}" is constant or 0 on average: it cannot be a unit of the OEC`,
  }),
  explained: () => ({
    zh: '协变量或分层完全解释了指标，没有剩余的离散可供检验',
    en: 'covariates or strata explain the metric entirely: no spread is left to test with',
  }),
  'zero-denominator': ({ variant }) => ({
    zh: `${variant} 组的分母均值为 0`,
    en: `the denominator's mean is 0 in variant "${variant}"`,
  }),
  'tied-quantile': ({ value }) => ({
    zh: `两组在分位数处都有大量相同的值（${value}），按用户聚类的行给不出误差`,
    en: `so many rows have the quantile's value (${value}) in both arms that rows clustered by user give no error`,
  }),
  'zero-control': () => ({
    zh: '对照值为 0，相对界值没有意义',
    en: "the control's value is 0, and a share of 0 is no margin",
  }),
  failed: ({ message }) => ({ zh: `无法计算（${message}）`, en: `it cannot be computed (${message})` }),
};

export function notComputable(code: NotComputableCode, values: Values = {}): NotComputableReason {
  return { code, values, text: texts[code](values) };
}

/** BAD_INPUT about one metric only: an analysis reports the reason and goes on with the others. */
export class NotComputableError extends WinbackError {
  readonly reason: NotComputableReason;

  constructor(metric: string, reason: NotComputableReason) {
    super('BAD_INPUT', `metric "${metric}": ${reason.text.en}`);
    this.reason = reason;
  }
}

/** Longest part of a message that a report shows. */
const longest = 200;

/** Why a computation of one metric failed. @throws `error` itself unless it is BAD_INPUT */
export function reasonOf(error: unknown): NotComputableReason {
  if (error instanceof NotComputableError) return error.reason;
  if (error instanceof WinbackError && error.code === 'BAD_INPUT')
    return notComputable('failed', { message: error.message.slice(0, longest) });
  throw error;
}
