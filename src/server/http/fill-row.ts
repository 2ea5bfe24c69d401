import { shown, suggestion } from '../../base/options.js';
import type { FeatureColumn } from '../../entries/model.js';
import type { ServedModel } from '../../pipeline/serve/served-model.js';
import { step, type ValueErrors } from './problem.js';

/** Nothing was unseen: one list for every answer of which that holds. */
export const noneUnseen: readonly string[] = [];

/** A row of values, where they go, and what is wrong with them. */
export interface RowToFill {
  readonly model: ServedModel;
  readonly values: Float64Array;
  readonly errors: ValueErrors;
  /** JSON pointer to the features. */
  readonly pointer: string;
}

/**
 * Puts named values into a row; those that are not given stay as they are. Every wrong value is added to the errors.
 * @param given `features` of a request
 * @returns names of the features whose category the model has never seen
 */
export function fillRow(row: RowToFill, given: unknown): readonly string[] {
  if (given === undefined) return noneUnseen;
  if (!isObject(given)) {
    row.errors.add(row.pointer, 'NOT_AN_OBJECT', `must be an object, got ${shown(given)}`);
    return noneUnseen;
  }
  const { places, features } = row.model;
  let unseen: string[] | null = null;
  for (const name in given) {
    const place = places.get(name);
    if (place === undefined) refuseName(row, name);
    else {
      const value = given[name];
      // Numbers are most of what comes.
      if (typeof value === 'number' && features[place]!.kind === 'numeric' && Number.isFinite(value))
        row.values[place] = value;
      else if (!fillOther(row, place, value)) {
        unseen ??= [];
        unseen.push(name);
      }
    }
  }
  return unseen ?? noneUnseen;
}

/** @returns false for a category that the model has never seen */
function fillOther(row: RowToFill, place: number, value: unknown): boolean {
  const feature = row.model.features[place]!;
  if (value === null) {
    row.values[place] = Number.NaN;
    return true;
  }
  if (feature.kind === 'categorical') return fillCategory(row, place, feature, value);
  if (typeof value === 'boolean') row.values[place] = value ? 1 : 0;
  else refuseNumber(row, feature.name, value);
  return true;
}

function fillCategory(
  row: RowToFill,
  place: number,
  { name, categories }: FeatureColumn & { readonly kind: 'categorical' },
  value: unknown,
): boolean {
  if (typeof value !== 'string') {
    const message = `must be the name of a category, got ${shown(value)}`;
    row.errors.add(`${row.pointer}/${step(name)}`, 'NOT_A_CATEGORY', message);
    return true;
  }
  const code = categories.indexOf(value);
  row.values[place] = code >= 0 ? code : Number.NaN;
  return code >= 0;
}

function refuseNumber({ errors, pointer }: RowToFill, name: string, value: unknown): void {
  const isLarge = typeof value === 'number';
  const message = isLarge ? 'must be a finite number' : `must be a number, got ${shown(value)}`;
  errors.add(`${pointer}/${step(name)}`, isLarge ? 'NOT_FINITE' : 'NOT_A_NUMBER', message);
}

function refuseName({ errors, pointer, model }: RowToFill, name: string): void {
  // Suggestions take time in proportion to the names: a body full of wrong ones gets them for those that are shown.
  const hint = errors.more === 0 && name.length <= 100 ? suggestion(name, [...model.places.keys()]) : '';
  errors.add(`${pointer}/${step(name)}`, 'UNKNOWN_FEATURE', `the model has no feature ${shown(name)}${hint}`);
}

/** Whether a value of JSON is an object. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
