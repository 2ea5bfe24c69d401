import { WinbackError } from '../../../base/errors.js';
import { frequentNames, type Viewed } from '../behaviour.js';
import { type Column, isNumeric } from '../columns.js';
import type { ExperimentGuess, LabelGuess } from '../records.js';
import {
  beforeWords,
  controlWords,
  dateWords,
  idWords,
  knownLeft,
  labelWords,
  leftValues,
  outcomeWords,
  variantWords,
} from '../words/tables.js';
import { weightOf } from '../words/words.js';
import { candidatesFor } from './candidates.js';

/** The column that says who left; null where none has two values and such a name. */
export function labelColumn(columns: readonly Column[], given: string | undefined): Column | null {
  if (given !== undefined) return columns.find(({ name }) => name === given) ?? null;
  const found = columns
    .filter(
      ({ kind, distinct, fill }) => distinct === 2 && fill > 0.95 && kind !== 'time' && kind !== 'number',
    )
    .map((column) => ({ column, weight: weightOf(column.phrase, labelWords) }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  return found[0]?.column ?? null;
}

/** Rows of a user from which on they may be events. */
const fewestEvents = 1.5;
/** Share of different times above which they are no days of snapshots. */
const mostDays = 0.3;

/**
 * A table whose users come back at ever other times is a log of events, or every row is an example.
 * @throws WinbackError BAD_INPUT with the flag of each, for which the data do not decide
 */
export function refuseLogWithLabel(
  columns: readonly Column[],
  time: Column | undefined,
  label: Column,
): void {
  const user = candidatesFor('user', columns).find(({ score }) => score >= 0.5)?.column;
  if (time === undefined || user === undefined || user.repeats < fewestEvents) return;
  if (time.distinct <= mostDays * time.filled) return;
  throw new WinbackError(
    'BAD_INPUT',
    `column "${label.name}" could say who left, but "${user.name}" comes back on ${user.repeats.toFixed(1)} rows each, at times of "${time.name}": ` +
      `for a log of events give --time '${time.name}', for a prepared table with one example a row --label '${label.name}'`,
  );
}

/** What each column of a prepared table is. */
export async function labelOf(
  viewed: Viewed,
  columns: readonly Column[],
  label: Column,
): Promise<LabelGuess> {
  const values = (await frequentNames(viewed, label, 3)).map(({ name }) => name);
  const left = values.find((value) => leftValues.test(value)) ?? null;
  const positive = left === null || knownLeft.test(left) ? null : left;
  const others = columns.filter((column) => column !== label && column.path.length === 1);
  const id = idColumn(others);
  const date = others.find(({ kind, phrase }) => kind === 'time' && dateWords.test(phrase)) ?? null;
  const rest = others.filter((column) => column !== id && column !== date);
  const isText = ({ stored }: Column): boolean => /^VARCHAR/.test(stored);
  return {
    label: label.name,
    positive: left === null ? (values.at(-1) ?? null) : positive,
    id: id?.name ?? null,
    date: date?.name ?? null,
    // A text that is a number but for blanks or odd values.
    numeric: rest
      .filter((column) => isNumeric(column) && isText(column) && column.filled < column.rows)
      .map(({ name }) => name),
    // 0 and 1 are no and yes.
    categorical: rest.filter(isYesNo).map(({ name }) => name),
    drop: rest.filter((column) => isFreeText(column) || column.kind === 'time').map(({ name }) => name),
  };
}

const isYesNo = ({ kind, distinct, low, high }: Column): boolean =>
  kind === 'whole' && distinct === 2 && low === '0' && high === '1';

function isFreeText({ kind, shape, distinct, filled }: Column): boolean {
  return kind === 'text' && (shape !== null || (distinct > 50 && distinct > filled * 0.5));
}

function idColumn(columns: readonly Column[]): Column | null {
  const unique = columns.filter(
    ({ distinct, filled, kind }) => kind !== 'number' && distinct >= filled * 0.9,
  );
  const named = candidatesFor('user', columns).find(({ score }) => score >= 0.5)?.column;
  return named ?? unique.find(({ kind, phrase }) => kind === 'text' || idWords.test(phrase)) ?? null;
}

/** Arms of an experiment, and what is measured on them; null where the table is none. */
export async function experimentOf(
  viewed: Viewed,
  columns: readonly Column[],
  given: string | undefined,
): Promise<ExperimentGuess | null> {
  const variant = await variantColumn(viewed, columns, given);
  if (variant === null) return null;
  const outcomes = columns.filter(
    (column) => column !== variant.column && isOutcome(column) && weightOf(column.phrase, outcomeWords) > 0,
  );
  if (outcomes.length === 0) return null;
  const control = variant.names.find((name) => controlWords.test(name.trim())) ?? variant.names[0]!;
  const unit = candidatesFor('user', columns).find(
    ({ score, column }) => score >= 0.5 && column.repeats < 1.05,
  );
  const metrics = outcomes.map((column) => ({
    column: column.name,
    kind: isYesNo(column) || column.kind === 'flag' ? ('proportion' as const) : ('mean' as const),
  }));
  const before = columns.filter(({ phrase, ...column }) => isNumeric(column) && beforeWords.test(phrase));
  return {
    variant: variant.column.name,
    unit: unit?.column.name ?? null,
    control,
    treatments: variant.names.filter((name) => name !== control).sort(),
    isEven: variant.isEven,
    metrics,
    covariates: before.map(({ name }) => name),
  };
}

const isOutcome = (column: Column): boolean => column.kind === 'flag' || isNumeric(column);

async function variantColumn(
  viewed: Viewed,
  columns: readonly Column[],
  given: string | undefined,
): Promise<{ readonly column: Column; readonly names: readonly string[]; readonly isEven: boolean } | null> {
  const possible = columns
    .filter(({ name, distinct, fill }) =>
      given === undefined ? distinct >= 2 && distinct <= 12 && fill > 0.95 : name === given,
    )
    .map((column) => ({ column, weight: given === undefined ? weightOf(column.phrase, variantWords) : 1 }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const { column, weight } of possible) {
    const found = await frequentNames(viewed, column, 20);
    const names = found.map(({ name }) => name);
    const hasControl = names.some((name) => controlWords.test(name.trim()));
    const balanced = found.at(-1)!.rows * 20 >= found[0]!.rows;
    if (given !== undefined || (balanced && (hasControl || (weight >= 1 && names.length <= 6))))
      return { column, names, isEven: isEvenSplit(found.map(({ rows }) => rows)) };
  }
  return null;
}

/** Standard deviations by which an arm of an even split can be off. */
const evenWithin = 4;

/** Whether an even split would give arms of these sizes. */
function isEvenSplit(rows: readonly number[]): boolean {
  const all = rows.reduce((sum, n) => sum + n, 0);
  const share = 1 / rows.length;
  const spread = Math.sqrt(all * share * (1 - share));
  return rows.every((n) => Math.abs(n - all * share) <= evenWithin * spread);
}
