import { WinbackError } from '../../base/errors.js';
import { type ArrowTable, type ArrowVector, arrowType } from '../../data/arrow-shape.js';
import { viewColumn } from '../../data/columns.js';
import { columnOf, isText } from '../../data/read/column.js';
import { readerOf } from '../../data/read/reader.js';
import type { FeatureColumn } from '../../model/classifier.js';
import { frequentCategories } from '../../model/conform.js';
import type { LeftOutFeature, LeftOutReason } from '../data-records.js';
import { labelColumn } from '../sample.js';
import type { ColumnWarning } from './column-warnings.js';
import type { ResolvedTableOptions } from './table-options.js';
import { infiniteValues, judgeText } from './text-numbers.js';

/** Which columns are learnt from and as what, which are left out and why, and what there is to tell about them. */
export function chooseFeatures(
  table: ArrowTable,
  given: ResolvedTableOptions,
): {
  readonly used: readonly FeatureColumn[];
  readonly leftOut: readonly LeftOutFeature[];
  readonly warnings: readonly ColumnWarning[];
} {
  const { id, label, date, truth, drop } = given;
  const reserved = new Set([id, label, date, truth, ...drop]);
  const all = table.schema.fields.map(({ name }) => name);
  for (const name of [...drop, ...(given.features ?? []), ...given.numeric, ...given.categorical])
    columnOf(table, name);
  const wanted = given.features ?? all.filter((name) => !reserved.has(name));
  refuseClashes(wanted, given);
  const { numeric, warnings } = judgeColumns(table, wanted, given);
  const options = { ...given, numeric: [...given.numeric, ...numeric] };
  const used: FeatureColumn[] = [];
  const leftOut: LeftOutFeature[] = drop.map((name) => ({ name, reason: because('dropped') }));
  for (const name of wanted) {
    const asked = options.features !== null;
    const reason = (asked ? null : answerInDisguise(name, all)) ?? uselessness(table, name, options);
    if (reason === null) used.push(describeColumn(table, name, options));
    else leftOut.push({ name, reason });
  }
  return { used, leftOut, warnings };
}

/** Text columns that hold numbers and marks of missing ones, and what else there is to tell about the columns. */
function judgeColumns(
  table: ArrowTable,
  names: readonly string[],
  options: ResolvedTableOptions,
): { readonly numeric: readonly string[]; readonly warnings: readonly ColumnWarning[] } {
  const numeric: string[] = [];
  const warnings: ColumnWarning[] = [];
  for (const name of names) {
    if (options.categorical.includes(name) || options.numeric.includes(name)) continue;
    const judged = isCategorical(table, name, options)
      ? judgeText(table, name)
      : { numeric: false, warning: infiniteValues(table, name) };
    if (judged.numeric) numeric.push(name);
    if (judged.warning !== null) warnings.push(judged.warning);
  }
  return { numeric, warnings };
}

function refuseClashes(wanted: readonly string[], { id, label, date, truth }: ResolvedTableOptions): void {
  for (const [role, name] of Object.entries({ id, label, date, truth, reserved: labelColumn })) {
    if (name === null || !wanted.includes(name)) continue;
    throw new WinbackError('BAD_INPUT', `table.features: "${name}" is the ${role} and cannot be a feature`);
  }
}

/**
 * Why a column that nobody asked for by name is no feature: it is called like an answer, by winback's own names. The true
 * probability of generated data, labels of another horizon and the scores of an earlier model all know what is to be
 * predicted, and none of them need rank it so well that the AUC of one column shows it (leak-check.ts).
 */
function answerInDisguise(name: string, all: readonly string[]): LeftOutReason | null {
  if (/^(truth|true_prob(ability)?)$/i.test(name)) return because('named-like-truth');
  if (/^label_churn_\d+d$/i.test(name)) return because('named-like-label');
  const isScore = name === 'churn_prob' || (all.includes('churn_prob') && scoreNames.includes(name));
  return isScore ? because('earlier-score') : null;
}

function because(code: Exclude<LeftOutReason['code'], 'identifier' | 'log-lacks'>): LeftOutReason {
  return { code, values: {} };
}

const scoreNames: readonly string[] = ['risk_tier', 'contact'];

function isCategorical(table: ArrowTable, name: string, options: ResolvedTableOptions): boolean {
  if (options.numeric.includes(name)) return false;
  if (options.categorical.includes(name)) return true;
  return isText(columnOf(table, name));
}

function describeColumn(table: ArrowTable, name: string, options: ResolvedTableOptions): FeatureColumn {
  if (!isCategorical(table, name, options)) return { name, kind: 'numeric' };
  return { name, kind: 'categorical', categories: frequentCategories(table, name, options.maxCategories) };
}

// Null when the column can be learnt from.
function uselessness(table: ArrowTable, name: string, options: ResolvedTableOptions): LeftOutReason | null {
  const vector = columnOf(table, name);
  const { typeId } = vector.type;
  if (typeId === arrowType.date || typeId === arrowType.timestamp) return because('date');
  if (isConstant(vector)) {
    const missing = vector.length === 0 || isMissing(vector.get(0));
    return because(missing ? 'all-missing' : 'constant');
  }
  if (!isCategorical(table, name, options)) return null;
  const { present, distinct } = countCategories(table, name);
  return distinct > present / 2 ? { code: 'identifier', values: { distinct, rows: present } } : null;
}

const isMissing = (value: unknown): boolean => value === null || value === undefined;

// One value throughout, or none: seen to be otherwise after a few rows of nearly every column.
function isConstant(vector: ArrowVector): boolean {
  const first: unknown = vector.length === 0 ? null : vector.get(0);
  for (let row = 1; row < vector.length; row++) {
    const value: unknown = vector.get(row);
    const same = value === first || (Number.isNaN(value) && Number.isNaN(first));
    if (isMissing(value) ? !isMissing(first) : !same) return false;
  }
  return true;
}

function countCategories(table: ArrowTable, name: string): { present: number; distinct: number } {
  const vector = columnOf(table, name);
  const seen = new Set<unknown>();
  let present = 0;
  if (vector.type.typeId === arrowType.dictionary) {
    const view = viewColumn(table, name);
    const read = readerOf(view);
    for (let row = 0; row < vector.length; row++) {
      if (!read.present(row)) continue;
      present++;
      seen.add(read.value(row));
    }
    return { present, distinct: new Set(Array.from(seen, (code) => view.categories?.[Number(code)])).size };
  }
  for (let row = 0; row < vector.length; row++) {
    const value: unknown = vector.get(row);
    if (isMissing(value)) continue;
    present++;
    seen.add(value);
  }
  return { present, distinct: seen.size };
}
