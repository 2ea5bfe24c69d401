import type { Table } from 'apache-arrow';

import type { ResolvedPlanOptions } from '../../campaign/options.js';
import { columnOf } from '../../data/read/column.js';
import type { ExplainActionValues } from '../../report/texts/explain-values.js';
import { type ExplainSource, type Statement, statement } from './statement.js';

interface Rule {
  readonly column: string | null;
  readonly least?: number | null | undefined;
  readonly most?: number | null | undefined;
}

/**
 * The rules behind a reason, with the column that each reads and the user's value there; none where no rule of the user's
 * columns decided. Of windows, those that the user lies outside of.
 */
export function ruleStatements(
  reason: string,
  row: Table,
  options: ResolvedPlanOptions,
  source: ExplainSource,
): readonly Statement[] {
  return rulesOf(reason, options).flatMap(({ column, least = null, most = null }) => {
    if (column === null) return [];
    const value = shownValue(columnOf(row, column).get(0));
    const isWindow = reason === 'outside_window';
    if (isWindow && typeof value === 'number' && inside(value, least, most)) return [];
    return [statement('rule', { column, value, least, most }, source)];
  });
}

const inside = (value: number, least: number | null, most: number | null): boolean =>
  value >= (least ?? -Infinity) && value <= (most ?? Infinity);

function rulesOf(reason: string, { eligibility, actions, columns }: ResolvedPlanOptions): readonly Rule[] {
  const { optOut, blacklist, consent, coolDown, frequencyCap, windows, noProfiling } = eligibility;
  switch (reason) {
    case 'opted_out':
      return [{ column: optOut }];
    case 'blacklisted':
      return [{ column: blacklist ?? columns.user }];
    case 'no_consent':
      return [{ column: consent }];
    case 'no_profiling':
      return [{ column: noProfiling?.column ?? null }];
    case 'cooling_down':
      return [{ column: coolDown?.column ?? null, least: coolDown?.days }];
    case 'frequency_cap':
      return [{ column: frequencyCap?.column ?? null, most: (frequencyCap?.most ?? 1) - 1 }];
    case 'outside_window':
      return windows.map(({ column, from, to }) => ({ column, least: from, most: to }));
    case 'no_allowed_action':
      return Object.values(actions).map((action) => ({ column: action.consent }));
    default:
      return [];
  }
}

function shownValue(value: unknown): ExplainActionValues['rule']['value'] {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean' || typeof value === 'number') return value;
  return typeof value === 'bigint' ? Number(value) : String(value);
}
