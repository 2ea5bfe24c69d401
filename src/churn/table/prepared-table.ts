import { ensure, WinbackError } from '../../base/errors.js';
import { resolveOptions } from '../../base/options.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { checkTable } from '../../data/columns.js';
import { columnOf } from '../../data/read/column.js';
import { numbersOrCodes } from '../../data/read/numbers.js';
import { conform } from '../../model/conform.js';
import type { UserId } from '../../model/folds.js';
import type { FeatureDescription, LeftOutFeature } from '../data-records.js';
import { type Sample, sampleOf } from '../sample.js';
import type { ColumnWarning } from './column-warnings.js';
import { readLabels } from './label-column.js';
import { readDays } from './snapshot-days.js';
import { chooseFeatures } from './table-features.js';
import { type PreparedTableOptions, type ResolvedTableOptions, tableChecks } from './table-options.js';

/** A table of users, ready for `splitSample`. */
export interface PreparedTable {
  /** Features, labels and users of the rows. */
  readonly sample: Sample;
  /** The columns to learn from. */
  readonly features: readonly FeatureDescription[];
  /** The columns that are not learnt from, and why. */
  readonly leftOut: readonly LeftOutFeature[];
  /** Columns that may not be read as they are meant. */
  readonly warnings: readonly ColumnWarning[];
}

/**
 * The table as a labelled sample. Columns without use (constant, all missing, one value a row) are left
 * out with the reason.
 * @param table one row a user, or a user and date
 * @param given which columns are label, id and date, and how others are read
 * @throws WinbackError BAD_INPUT for a missing column, a label that is missing or has one value only
 *
 * @example
 * ```ts
 * import { prepareTable } from 'winback/churn';
 * import { generateChurnTable } from 'winback/simulate';
 *
 * const { table } = await generateChurnTable({ users: 500 });
 * const columns = { label: 'label_churn_14d', id: 'user_id', date: 'snapshot_date' };
 * const { sample, features } = prepareTable(table, columns);
 * sample.labels.length; // 500
 * features[0]?.name; // active_days_30
 * ```
 */
export function prepareTable(table: ArrowTable, given: PreparedTableOptions): PreparedTable {
  const options = resolveOptions<ResolvedTableOptions>('table', given, tableChecks);
  checkTable(table);
  ensure(table.numRows > 0, 'the table has a header and no rows');
  const labels = readLabels(table, options.label, options.positive);
  const { used, leftOut, warnings } = chooseFeatures(table, options);
  ensure(used.length > 0, 'the table has no column to learn from');
  const names = used.map(({ name }) => name);
  const sample = sampleOf(conform(table, used), names, {
    labels,
    users: readUsers(table, options.id),
    days: options.date === null ? null : readDays(table, options.date, options.timeZone, options.timeFormat),
    truth: options.truth === null ? null : numbersOrCodes(table, options.truth),
  });
  const features = used.map(({ name, kind }) => ({ name, kind, meaning: null, unit: null }));
  return { sample, features, leftOut, warnings };
}

function readUsers(table: ArrowTable, id: string | null): readonly UserId[] {
  if (id === null) return Array.from({ length: table.numRows }, (_, row) => row);
  const vector = columnOf(table, id);
  return Array.from({ length: table.numRows }, (_, row) => {
    const value = vector.get(row);
    if (value === null || value === undefined)
      throw new WinbackError('BAD_INPUT', `id "${id}" is missing in row ${row + 1}`);
    return typeof value === 'number' ? value : String(value);
  });
}
