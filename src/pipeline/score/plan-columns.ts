import { WinbackError } from '../../base/errors.js';
import { columnNames } from '../../data/tables/file-columns.js';
import { parseStoredFeatures, type StoredFeatures } from '../../features/stored-features.js';
import type { StoredModel } from '../../registry/model-store.js';
import { revenueColumn } from '../revenue.js';
import { addedColumns, rowColumn } from './columns.js';
import type { CheckedOptions } from './options.js';

/** The money of a plan, made of a feature of the input. */
export interface Revenue {
  /** Column with the amount paid in the observation window, yuan. */
  readonly source: string;
  /** Days of that window. */
  readonly days: number;
}

/** What the output has beside the id and the scores. */
export interface Carried {
  /** Columns of the input that are carried over as they are. */
  readonly keep: readonly string[];
  /** Money per 30 days, in the column `pay_amt_30`; null where there is none or `keep` has that column. */
  readonly revenue: Revenue | null;
  /** Columns that the training's plan named and the input lacks. */
  readonly missing: readonly string[];
}

/**
 * What the output carries: `keep`, and what plans read, of the columns that the input has: the money, and the columns that
 * the training's plan named.
 * @throws WinbackError BAD_INPUT for raw events, with the command that makes features of them
 */
export async function carriedColumns(
  model: StoredModel,
  input: string,
  { id, keep, reasons }: Pick<CheckedOptions, 'id' | 'keep' | 'reasons'>,
  signal: AbortSignal | undefined,
): Promise<Carried> {
  const stored = builtFeatures(model);
  const { planColumns = [] } = model.manifest;
  if (planColumns.length === 0 && stored === null) return { keep, revenue: null, missing: [] };
  const given = await columnNames(input, { signal });
  if (stored !== null) refuseEvents(stored, input, given);
  const taken = new Set(
    [id ?? rowColumn, ...addedColumns(reasons), ...keep].map((name) => name.toLowerCase()),
  );
  const revenue = stored === null || taken.has(revenueColumn) ? null : revenueOf(stored, given);
  if (revenue !== null) taken.add(revenueColumn);
  const more = planColumns.filter((name) => given.includes(name) && !taken.has(name.toLowerCase()));
  const missing = planColumns.filter((name) => !given.includes(name));
  return { keep: [...more, ...keep], revenue, missing };
}

/** What a model trained on events by this program says of its features; null for any other. */
function builtFeatures({ features, manifest }: StoredModel): StoredFeatures | null {
  if (features === null || manifest.featureVersion === null) return null;
  try {
    return parseStoredFeatures(features);
  } catch {
    // A program of its own may store what it likes beside its model.
    return null;
  }
}

function revenueOf({ value, observationDays }: StoredFeatures, given: readonly string[]): Revenue | null {
  return value === null || !given.includes(value) ? null : { source: value, days: observationDays };
}

/** A file without any feature is the log of events itself, most often. Attributes may stand in it as well. */
function refuseEvents({ names, encodings }: StoredFeatures, input: string, given: readonly string[]): void {
  const attributes = new Set(encodings.map(({ field }) => field));
  const built = names.filter((name) => !attributes.has(name));
  if (built.length === 0 || built.some((name) => given.includes(name))) return;
  throw new WinbackError(
    'BAD_INPUT',
    `${input} has none of the features of the model, which are built from events; make them first: winback features ` +
      `--config CONFIG --model MODEL --events ${input} --output features.parquet, then score features.parquet`,
  );
}
