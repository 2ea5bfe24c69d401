import { WinbackError } from '../base/errors.js';
import { type Check, finite, object, optional, positive, text } from '../base/options.js';

/** Which users are programs. A user is one when any part of the rule says so. */
export interface BotRule {
  /** Events of one user on one UTC day above which the user counts as a program; needs an event log. */
  readonly eventsPerDay: number | undefined;
  /** Column that says so: true, yes or 1 in any row of the user. */
  readonly column: string | undefined;
  /** Instead of a truth: values of `column` above this say so. */
  readonly above: number | undefined;
}

const shape = object<BotRule>({
  eventsPerDay: optional(positive, undefined),
  column: optional(text, undefined),
  above: optional(finite, undefined),
});

/** @throws WinbackError BAD_INPUT for a rule that finds nobody */
export const botRuleCheck: Check<BotRule> = (value, name) => {
  const rule = shape(value, name);
  if (rule.eventsPerDay === undefined && rule.column === undefined)
    throw new WinbackError('BAD_INPUT', `${name} needs eventsPerDay or column`);
  if (rule.above !== undefined && rule.column === undefined)
    throw new WinbackError('BAD_INPUT', `${name}.above needs column`);
  return rule;
};
