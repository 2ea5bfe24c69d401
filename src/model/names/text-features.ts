import type { FeatureColumn } from '../classifier.js';
import { ownNames } from './inner-names.js';
import { type PandasValue, pandasCategories, tailLine } from './pandas-categories.js';

/** One entry of `feature_infos`: what LightGBM saw of a column in training. */
type Info =
  | { readonly kind: 'categories'; readonly highest: number }
  | { readonly kind: 'range'; readonly low: number; readonly high: number }
  | { readonly kind: 'none' };

/** Lists times columns that are looked at: far more than any real model has. */
const mostPlacements = 1e7;

/**
 * The columns of a model text that our parser has passed, with the user's names. A category column whose
 * categories the text does not tell is 'numeric': it takes codes, as the training did.
 * @throws WinbackError BAD_MODEL where a line behind the model is malformed
 */
export function textFeatures(text: string): readonly FeatureColumn[] {
  const inner = header(text, 'feature_names').split(' ').filter(Boolean);
  const names = ownNames(text, inner);
  const lists = pandasCategories(text) ?? [];
  if (lists.length * inner.length > mostPlacements) return names.map((name) => ({ name, kind: 'numeric' }));
  const infos = header(text, 'feature_infos').split(' ').filter(Boolean).map(infoOf);
  const places = placesOf(lists, infos, declared(text)) ?? [];
  const byFeature = new Map(places.map((feature, list) => [feature, categoryNames(lists[list]!)]));
  return names.map((name, i): FeatureColumn => {
    const categories = byFeature.get(i);
    return categories ? { name, kind: 'categorical', categories } : { name, kind: 'numeric' };
  });
}

function header(text: string, key: string): string {
  return new RegExp(`^${key}=([^\\r\\n]*)`, 'm').exec(text)?.[1] ?? '';
}

function infoOf(word: string): Info {
  if (word.startsWith('[')) {
    const [low = Number.NaN, high = Number.NaN] = word.slice(1, -1).split(':').map(Number);
    return { kind: 'range', low, high };
  }
  const codes = word.split(':').map(Number);
  return codes.some(Number.isNaN) ? { kind: 'none' } : { kind: 'categories', highest: Math.max(...codes) };
}

/** Columns of `[categorical_feature: 1,3]` among the parameters; LightGBM before 3.0 leaves it empty. */
function declared(text: string): ReadonlySet<number> {
  const line = tailLine(text, '[categorical_feature: ');
  const list = /^(\d+(?:,\d+)*)\]\s*$/.exec(line ?? '')?.[1];
  return new Set(list === undefined ? [] : list.split(',').map(Number));
}

/**
 * The column of each list. pandas_categorical does not say: its lists are of the category columns in column
 * order, ordered ones, which LightGBM reads as numbers, among them. Null where more than one reading fits.
 */
function placesOf(
  lists: readonly (readonly PandasValue[])[],
  infos: readonly Info[],
  named: ReadonlySet<number>,
): readonly number[] | null {
  const known = infos.flatMap((info, i) => (info.kind === 'categories' || named.has(i) ? [i] : []));
  const fits = (list: number, feature: number): boolean => holds(lists[list]!, infos[feature]!);
  if (known.length === lists.length) return known.every((feature, i) => fits(i, feature)) ? known : null;
  const must = lists.length > known.length ? new Set(known) : new Set<number>();
  return onlyPlacement(lists.length, infos.length, fits, must);
}

/** Whether a column with this info can have had these categories. */
function holds(list: readonly PandasValue[], info: Info): boolean {
  if (info.kind === 'none') return true;
  if (info.kind === 'categories') return info.highest < list.length;
  return (
    info.low >= 0 && info.high < list.length && Number.isInteger(info.low) && Number.isInteger(info.high)
  );
}

/** The one way to give each list, in order, a column of its own so that `must` are all taken; null for none or several. */
function onlyPlacement(
  lists: number,
  features: number,
  fits: (list: number, feature: number) => boolean,
  must: ReadonlySet<number>,
): readonly number[] | null {
  // ways[l][f]: placements of the lists from l on in the columns from f on, counted up to 2.
  const ways = Array.from({ length: lists + 1 }, () => new Uint8Array(features + 1));
  ways[lists]![features] = 1;
  for (let f = features - 1; f >= 0; f--) {
    for (let l = lists; l >= 0; l--) {
      const skipped = must.has(f) ? 0 : ways[l]![f + 1]!;
      const taken = l < lists && fits(l, f) ? ways[l + 1]![f + 1]! : 0;
      ways[l]![f] = Math.min(2, skipped + taken);
    }
  }
  if (ways[0]![0] !== 1) return null;
  const places: number[] = [];
  for (let f = 0; f < features; f++) {
    const l = places.length;
    if (l < lists && fits(l, f) && ways[l + 1]![f + 1]! > 0) places.push(f);
  }
  return places;
}

/**
 * Names by code, or undefined where two categories read alike ("3" and 3). A missing one keeps its place under
 * a name that no text has.
 */
function categoryNames(list: readonly PandasValue[]): readonly string[] | undefined {
  const names = list.map((value, i) => value ?? `\0missing ${i}`);
  return new Set(names).size === names.length ? names : undefined;
}
