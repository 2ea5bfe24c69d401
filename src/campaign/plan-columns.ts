import { WinbackError } from '../base/errors.js';
import { fenOf } from '../base/money.js';
import { shown, suggestion } from '../base/options.js';
import { limitAmount } from './limits.js';
import { resolvePlanOptions } from './option-checks.js';
import type { ResolvedPlanOptions } from './options.js';
import { actionTerms, moneyColumns } from './terms.js';

/**
 * Checks a plan's options against the columns its table will have, before there is a table: an option of the wrong kind, or
 * a column that is not there, shows before anything is computed.
 * @param given options as parsed from YAML or JSON
 * @param columns names of the table's columns; absent: columns are not checked
 * @returns the complete options
 * @throws WinbackError BAD_INPUT naming the option
 *
 * @example
 * ```ts
 * import { checkPlanOptions } from 'winback/campaign';
 *
 * const columns = ['user_id', 'churn_prob', 'pay_amt_30'];
 * checkPlanOptions({ budget: 5000 }, columns).policy; // optimal
 * ```
 */
export function checkPlanOptions(given: unknown, columns?: readonly string[]): ResolvedPlanOptions {
  const options = resolvePlanOptions(given);
  fenOf(options.budget, 'plan.budget');
  options.limits.forEach(limitAmount);
  const money = moneyColumns(options);
  actionTerms(options, money);
  if (columns === undefined) return options;
  for (const [option, column] of columnsNamed(options)) {
    if (column === null || columns.includes(column)) continue;
    throw new WinbackError(
      'BAD_INPUT',
      `plan.${option}: the data has no column ${shown(column)}${suggestion(column, columns)}`,
    );
  }
  return options;
}

/** Names of the columns that a plan reads, each once, in the order of its options. */
export function planColumnNames(options: ResolvedPlanOptions): readonly string[] {
  const names = columnsNamed(options).flatMap(([, column]) => (column === null ? [] : [column]));
  return [...new Set(names)];
}

/** Names of the columns whose values are numbers: a file may have them as texts such as ¥1,234.50 or 12%. */
export function planNumberColumns(options: ResolvedPlanOptions): readonly string[] {
  const numbers = /^columns\.(probability|revenue)$|^actions\..*\.(uplift|gain|cost)$/;
  const names = columnsNamed(options).flatMap(([option, column]) =>
    column !== null && numbers.test(option) ? [column] : [],
  );
  return [...new Set(names)];
}

type Named = readonly [option: string, column: string | null];

function columnsNamed(options: ResolvedPlanOptions): readonly Named[] {
  const usesRevenue = moneyColumns(options).revenue >= 0;
  const { columns, actions, limits, eligibility } = options;
  const { optOut, blacklist, consent, coolDown, frequencyCap, windows, noProfiling } = eligibility;
  return [
    ['columns.user', columns.user],
    ['columns.probability', columns.probability],
    ['columns.revenue', usesRevenue ? columns.revenue : null],
    ...Object.entries(actions).flatMap(([name, { uplift, gain, cost, consent: own }]) =>
      Object.entries({ uplift, gain, cost, consent: own }).map(
        ([key, column]): Named => [`actions.${name}.${key}`, column],
      ),
    ),
    ...limits.map(({ segment }, i): Named => [`limits[${i}].segment.column`, segment?.column ?? null]),
    ...Object.entries({ optOut, blacklist, consent }).map(
      ([key, column]): Named => [`eligibility.${key}`, column],
    ),
    ...Object.entries({ coolDown, frequencyCap, noProfiling }).map(
      ([key, rule]): Named => [`eligibility.${key}.column`, rule?.column ?? null],
    ),
    ...windows.map(({ column }, i): Named => [`eligibility.windows[${i}].column`, column]),
  ];
}
