import { WinbackError } from '../../base/errors.js';
import {
  type Check,
  type Checks,
  finite,
  flag,
  listOf,
  object,
  optional,
  shown,
  text,
} from '../../base/options.js';

/** What is asked of one column: a row fits when any of the given parts holds. */
export interface RowCondition {
  /** The column that is looked at. */
  readonly column: string;
  /** Rows above this are meant; undefined without. */
  readonly above: number | undefined;
  /** Rows below this are meant; undefined without. */
  readonly below: number | undefined;
  /** Texts and bools are compared as text. */
  readonly equals: number | string | boolean | undefined;
  /** true: rows without a value; false: rows with one. */
  readonly missing: boolean | undefined;
}

/** Rows left out before anything else is looked at, by a rule written down beforehand. */
export interface ExclusionRule extends Omit<RowCondition, 'column'> {
  /** One column, with `above`, `below`, `equals` or `missing`. */
  readonly column: string | undefined;
  /** Instead: conditions on several columns, which must all hold. */
  readonly all: readonly RowCondition[] | undefined;
  /** `bots`, `refunds`, `staff`...: shown in the ledger. */
  readonly reason: string;
}

const scalar: Check<number | string | boolean> = (value, name) => {
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value;
  throw new WinbackError(
    'BAD_CONFIG',
    `${name} must be a number, a text, true or false, got ${shown(value)}`,
  );
};

const parts: Checks<Omit<RowCondition, 'column'>> = {
  above: optional(finite, undefined),
  below: optional(finite, undefined),
  equals: optional(scalar, undefined),
  missing: optional(flag, undefined),
};

const conditionCheck: Check<RowCondition> = (value, name) => {
  const condition = object<RowCondition>({ column: text, ...parts })(value, name);
  requirePart(condition, name);
  return condition;
};

const ruleCheck = object<ExclusionRule>({
  column: optional(text, undefined),
  ...parts,
  all: optional(listOf(conditionCheck), undefined),
  reason: text,
});

export const exclusionCheck: Check<ExclusionRule> = (value, name) => {
  const rule = ruleCheck(value, name);
  const several = rule.all !== undefined && rule.all.length > 0;
  if (several === (rule.column !== undefined))
    throw new WinbackError('BAD_CONFIG', `${name} needs either column or all: [conditions]`);
  if (!several) requirePart(rule, name);
  else if (hasPart(rule))
    throw new WinbackError('BAD_CONFIG', `${name}: above, below, equals and missing go inside all`);
  return rule;
};

/** The conditions of a rule, all of which must hold. */
export function conditionsOf(rule: ExclusionRule): readonly RowCondition[] {
  return rule.all ?? [{ ...rule, column: rule.column! }];
}

function hasPart({ above, below, equals, missing }: Omit<RowCondition, 'column'>): boolean {
  return [above, below, equals, missing].some((part) => part !== undefined);
}

// Without one the rule would leave nobody out and look as if it did.
function requirePart(condition: Omit<RowCondition, 'column'>, name: string): void {
  if (!hasPart(condition))
    throw new WinbackError('BAD_CONFIG', `${name} needs above, below, equals or missing`);
}
