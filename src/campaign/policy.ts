import type { ArrowTable } from '../data/arrow-shape.js';
import { badCell } from '../data/read/column.js';
import { strictFlags } from '../data/read/flags.js';
import { strictNumbers } from '../data/read/numbers.js';
import { eachStrictText } from '../data/read/texts.js';
import { firstActions, withoutAction } from './action-mask.js';
import { Eligibility } from './eligibility.js';
import type { ResolvedPlanOptions } from './options.js';
import { type ReasonCode, reasonCodes } from './records.js';

const code = Object.fromEntries(reasonCodes.map((name, i) => [name, i])) as Record<ReasonCode, number>;

/** Code of a reason in `PlanAssignment.reason`. */
export function reasonCode(reason: ReasonCode): number {
  return code[reason];
}

/**
 * Applies the rules in the order: opt-out, blacklist, consent, no profiling, cool-down, frequency cap,
 * windows, holdout, consent of each action.
 * @param held 1 for users of the holdout
 * @throws WinbackError BAD_INPUT naming column and row
 */
export function eligibilityOf(
  table: ArrowTable,
  options: ResolvedPlanOptions,
  held: Uint8Array,
): Eligibility {
  const reason = new Uint8Array(table.numRows);
  const exclude = (why: ReasonCode, applies: (row: number) => boolean): void => {
    for (let row = 0; row < reason.length; row++) {
      if (reason[row] === 0 && applies(row)) reason[row] = code[why];
    }
  };
  flagRules(table, options, exclude);
  numberRules(table, options, exclude);
  if (held.includes(1)) exclude('holdout', (row) => held[row] === 1);
  const consents = Object.values(options.actions).map(({ consent }) => consent);
  if (consents.every((name) => name === null) && !reason.some((value) => value !== 0)) {
    return new Eligibility(reason, null);
  }
  const allowed = allowedActions(table, consents, reason);
  exclude('no_allowed_action', (row) => allowed[row] === 0);
  return new Eligibility(reason, allowed);
}

type Exclude = (why: ReasonCode, applies: (row: number) => boolean) => void;

function flagRules(table: ArrowTable, options: ResolvedPlanOptions, exclude: Exclude): void {
  const rules = options.eligibility;
  const byFlag = (why: ReasonCode, name: string | null, when: number): void => {
    if (name === null) return;
    const flags = strictFlags(table, name);
    exclude(why, (row) => flags[row] === when);
  };
  byFlag('opted_out', rules.optOut, 1);
  byFlag('blacklisted', rules.blacklist, 1);
  if (rules.blacklistedUsers.length > 0) {
    const listed = new Set(rules.blacklistedUsers);
    const hit = new Uint8Array(table.numRows);
    eachStrictText(table, options.columns.user, (id, row) => {
      hit[row] = listed.has(id) ? 1 : 0;
    });
    exclude('blacklisted', (row) => hit[row] === 1);
  }
  byFlag('no_consent', rules.consent, 0);
  byFlag('no_profiling', rules.noProfiling?.column ?? null, 1);
}

function numberRules(table: ArrowTable, { eligibility: rules }: ResolvedPlanOptions, exclude: Exclude): void {
  if (rules.coolDown !== null) {
    const { column, days } = rules.coolDown;
    const since = strictNumbers(table, column);
    requireNonNegative(column, since);
    exclude('cooling_down', (row) => since[row]! < days);
  }
  if (rules.frequencyCap !== null) {
    const { column, most } = rules.frequencyCap;
    const contacts = strictNumbers(table, column);
    requireNonNegative(column, contacts);
    exclude('frequency_cap', (row) => contacts[row]! >= most);
  }
  for (const { column, from, to } of rules.windows) {
    const values = strictNumbers(table, column);
    const low = from ?? -Infinity;
    const high = to ?? Infinity;
    exclude('outside_window', (row) => !(values[row]! >= low && values[row]! <= high));
  }
}

// Empty (NaN) passes: never contacted.
function requireNonNegative(column: string, values: Float64Array): void {
  const row = values.findIndex((value) => value < 0);
  if (row >= 0) throw badCell(column, row, 'must be >= 0', values[row]);
}

function allowedActions(
  table: ArrowTable,
  consents: readonly (string | null)[],
  reason: Uint8Array,
): Uint32Array {
  const all = firstActions(consents.length);
  const holdout = code['holdout'];
  // Held-back users keep their mask: what they would have got is logged.
  const allowed = Uint32Array.from(reason, (why) => (why === 0 || why === holdout ? all : 0));
  consents.forEach((name, action) => {
    if (name === null) return;
    const given = strictFlags(table, name);
    for (let row = 0; row < allowed.length; row++) {
      if (given[row] === 0) allowed[row] = withoutAction(allowed[row]!, action);
    }
  });
  return allowed;
}
