import { ensure } from '../../base/errors.js';
import { object, requireKeys } from '../../base/options.js';
import { requireShape } from '../../base/shape.js';
import { threadsFor } from '../../base/threads.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { checkTable } from '../../data/columns.js';
import type { Profile } from '../profile/records.js';
import { massartMargin } from '../rule/margin.js';
import { type DriftState, gravest } from '../rule/state.js';
import { columnDrift } from './column.js';
import type { ColumnDrift, ShareChange } from './column-records.js';
import { countDay } from './day-counts.js';
import { domainClassifier } from './domain.js';
import type { DayRules } from './judge.js';
import {
  calendarOf,
  type DriftOptions,
  driftKeys,
  type ResolvedRules,
  ruleChecks,
  seedCheck,
} from './options.js';
import type { DriftReport } from './records.js';
import { scoreDrift } from './score.js';
import { shareChange } from './share-change.js';

/**
 * Compares the rows of a table with the profile of a model's training rows: distances of every column, missing values, categories that
 * training did not have, what the shifts do to the score, and how sure each verdict is. One pass over the rows; the result is the same
 * for any number of threads.
 * @param profile of `profileOf`, or `profile` of a stored model
 * @param table today's rows; has the columns of the profile
 * @param options scores, labels, limits and history
 * @throws WinbackError BAD_INPUT naming the column or option, ABORTED
 *
 * @example
 * ```ts
 * import { driftOf, profileOf } from 'winback/monitor';
 * import { generateChurnTable } from 'winback/simulate';
 *
 * const columns = [{ name: 'active_days_30', kind: 'numeric' }] as const;
 * const { table: training } = await generateChurnTable({ users: 4000, seed: 1 });
 * const { table: today } = await generateChurnTable({ users: 4000, seed: 2 });
 * const report = await driftOf(await profileOf(training, { columns }), today);
 * report.state; // stable
 * report.columns[0]!.ks! < 0.05; // true
 * ```
 */
export async function driftOf(
  profile: Profile,
  table: ArrowTable,
  options: DriftOptions = {},
): Promise<DriftReport> {
  requireShape(profile, 'profile', { columns: 'list', rows: 'number' });
  checkTable(table);
  requireKeys(options, 'options', driftKeys);
  const { scores, labels, reference, seed, threads, signal, ...rest } = options;
  const rules = object<ResolvedRules>(ruleChecks)(rest, 'options');
  refuseUnknown(profile, rules);
  const rows = table.numRows;
  ensure(
    labels === undefined || labels.length === rows,
    `labels has ${labels?.length} entries for ${rows} rows`,
  );
  const used = threadsFor(rows * profile.columns.length, threads, 2_000_000);
  const day = await countDay(profile, table, { scores, threads: used, signal });
  const given = dayRules(profile, rules, scores !== undefined);
  const columns = day.columns.map((column) => columnDrift(column, given)).sort(byEffect);
  const score = day.score === null ? null : scoreDrift(day.score, given, scores!, profile.scored);
  const domain =
    reference === undefined
      ? null
      : await domainClassifier(profile.columns, reference, table, { seed: seedCheck(seed, 'seed'), signal });
  return {
    schema: 1,
    ...{ rows, referenceRows: profile.rows, day: rules.day, columns, score },
    prior: labels === undefined ? null : priorOf(profile, labels),
    domain,
    rule: ruleOf(given, rows),
    state: overall([...columns, score, domain].flatMap((one) => (one === null ? [] : [one.state]))),
  };
}

function refuseUnknown({ columns }: Profile, { history, expected }: ResolvedRules): void {
  const known = new Set(columns.map(({ name }) => name));
  for (const name of [...Object.keys(history), ...Object.keys(expected)])
    ensure(known.has(name), `options: the profile has no column "${name}"`);
}

function dayRules({ columns, users }: Profile, rules: ResolvedRules, scored: boolean): DayRules {
  const judged = columns.filter(
    ({ name, expected }) => (name in rules.expected ? rules.expected[name] : expected) === null,
  );
  return {
    rules,
    users,
    limit: calendarOf(rules)?.limit ?? rules.limit,
    series: Math.max(1, judged.length + (scored ? 1 : 0)),
    shares: columns.length + columns.filter(({ kind }) => kind === 'categorical').length + (scored ? 1 : 0),
  };
}

function priorOf({ rows, positives }: Profile, labels: Uint8Array): ShareChange {
  ensure(positives !== null, 'labels are given, but the profile was made without labels');
  const left = labels.reduce((sum, label) => sum + label, 0);
  return shareChange({ rows: positives, of: rows }, { rows: left, of: labels.length });
}

function ruleOf({ rules, limit, series, shares }: DayRules, rows: number): DriftReport['rule'] {
  const { missingLimit, unseenLimit, alpha } = rules;
  return {
    ...{ limit, missingLimit, unseenLimit, alpha, series, shares },
    margin: rows === 0 ? null : massartMargin(rows, series, alpha),
    leastRows: Math.ceil(Math.log((2 * series) / alpha) / (2 * limit ** 2)),
    calendar: calendarOf(rules)?.reason ?? null,
  };
}

/** Harm first: the change of the share over the threshold, then the distance, then the name. */
function byEffect(a: ColumnDrift, b: ColumnDrift): number {
  const harm = Math.abs(b.deltaAbove ?? 0) - Math.abs(a.deltaAbove ?? 0);
  return harm || (b.ks ?? 0) - (a.ks ?? 0) || (a.name < b.name ? -1 : 1);
}

/** A column that was empty in training and is today says nothing about the table, unless all are. */
function overall(states: readonly DriftState[]): DriftState {
  const telling = states.filter((state) => state !== 'empty' && state !== 'excluded');
  if (telling.length > 0) return gravest(telling);
  return states.includes('empty') ? 'empty' : 'stable';
}
