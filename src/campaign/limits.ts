import { ensure } from '../base/errors.js';
import { fenOf } from '../base/money.js';
import type { ArrowTable } from '../data/arrow-shape.js';
import { eachStrictText } from '../data/read/texts.js';
import { everyAction, hasAction, withAction } from './action-mask.js';
import type { ResolvedLimit, ResolvedPlanOptions } from './options.js';
import { actionTerms, moneyColumns } from './terms.js';

/** One limit in the planner's units. */
export interface Limit {
  readonly name: string;
  readonly measure: 'spend' | 'count';
  readonly bound: 'max' | 'min';
  /** Fen, or users, as asked. */
  readonly asked: number;
  /** The most (or least) that can be reached: `asked` rounded to the unit of all costs it counts. */
  readonly limit: number;
  /** Bit j: action j counts. */
  readonly actions: number;
  /** 1 for the groups whose users count; null = everybody. */
  readonly groups: Uint8Array | null;
}

export interface Limits {
  /** The total budget first. */
  readonly limits: readonly Limit[];
  /** Group of every user: users of one group count towards the same limits. Null when all do. */
  readonly group: Uint16Array | null;
}

/** The total budget and the limits of `options`. @throws WinbackError BAD_INPUT */
export function limitsOf(table: ArrowTable, options: ResolvedPlanOptions): Limits {
  const budgetFen = fenOf(options.budget, 'plan.budget');
  const budget: Limit = {
    name: 'budget',
    measure: 'spend',
    bound: 'max',
    asked: budgetFen,
    limit: budgetFen - (budgetFen % costUnit(options)),
    actions: everyAction,
    groups: null,
  };
  const { group, groupsOf } = groupsIn(table, options.limits);
  const names = Object.keys(options.actions);
  const limits = options.limits.map((limit, i): Limit => {
    const asked = limitAmount(limit, i);
    return {
      name: limit.name,
      measure: limit.measure,
      bound: limit.max === null ? 'min' : 'max',
      asked,
      limit: asked,
      actions: maskOf(limit.actions ?? names, names),
      groups: groupsOf[i]!,
    };
  });
  return { limits: [budget, ...limits], group };
}

/** Bound of limit `i` in fen or users. @throws WinbackError BAD_INPUT naming it, for a part of a fen or of a user */
export function limitAmount({ measure, max, min }: ResolvedLimit, i: number): number {
  const amount = max ?? min ?? 0;
  const name = `plan.limits[${i}].${max === null ? 'min' : 'max'}`;
  if (measure === 'count') ensure(Number.isSafeInteger(amount), `${name} must be a whole number of users`);
  return measure === 'spend' ? fenOf(amount, name) : amount;
}

/** The largest number of fen that every possible cost is a multiple of; 1 where costs differ by user. */
function costUnit(options: ResolvedPlanOptions): number {
  let unit = 0;
  for (const { costColumn, payers, faceFen, contactFen } of actionTerms(options, moneyColumns(options))) {
    if (costColumn >= 0 || (payers !== null && faceFen > 0)) return 1;
    for (let rest = Math.abs(contactFen + faceFen); rest !== 0; ) [unit, rest] = [rest, unit % rest];
  }
  return unit === 0 ? 1 : unit;
}

/** Whether `limit` counts this action for a user of this group. */
export function counts(limit: Limit, action: number, group: number): boolean {
  return hasAction(limit.actions, action) && (limit.groups === null || limit.groups[group] === 1);
}

function maskOf(chosen: readonly string[], names: readonly string[]): number {
  return chosen.reduce((mask, name) => withAction(mask, names.indexOf(name)), 0);
}

// Users who match the same segments form a group, numbered in the order of first appearance.
function groupsIn(
  table: ArrowTable,
  limits: readonly ResolvedLimit[],
): { group: Uint16Array | null; groupsOf: (Uint8Array | null)[] } {
  const segments = limits.map(({ segment }) => segment);
  if (segments.every((segment) => segment === null))
    return { group: null, groupsOf: segments.map(() => null) };
  const matched = new Array<string>(table.numRows).fill('');
  for (const [i, segment] of segments.entries()) {
    if (segment === null) continue;
    eachStrictText(table, segment.column, (text, row) => {
      if (text === segment.equals) matched[row] += `${i},`;
    });
  }
  const codes = new Map<string, number>();
  const group = Uint16Array.from(matched, (key) => {
    const code = codes.get(key) ?? codes.size;
    codes.set(key, code);
    ensure(code < 65_536, 'plan.limits: more than 65,536 combinations of segments');
    return code;
  });
  const keys = [...codes.keys()].map((key) => new Set(key.split(',')));
  const groupsOf = segments.map((segment, i) =>
    segment === null ? null : Uint8Array.from(keys, (key) => (key.has(String(i)) ? 1 : 0)),
  );
  return { group, groupsOf };
}
