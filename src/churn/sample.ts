import { ensure } from '../base/errors.js';
import { requireShape } from '../base/shape.js';
import type { ArrowTable } from '../data/arrow-shape.js';
import { checkTable } from '../data/columns.js';
import { byteVector, gatherRows, withColumns } from '../data/gather.js';
import type { UserId } from '../model/folds.js';
import { countPositives, type Labels } from '../model/metrics.js';
import type { SplitPart } from './records.js';

/** Labelled user-snapshots: the feature columns and, row by row, who, when and what happened. */
export interface Sample {
  /** Feature columns and the label column `labelColumn`. */
  readonly table: ArrowTable;
  /** 1 for a user who left, 0 for one who stayed, row by row. */
  readonly labels: Labels;
  /** The user of each row: rows of one user never part in a split. */
  readonly users: readonly UserId[];
  /** Snapshot day as days since 1970-01-01; null without dates. */
  readonly days: Int32Array | null;
  /** True churn probability of generated data; null on real data. */
  readonly truth: Float64Array | null;
  /** Row of each sample row in the table it was made from. */
  readonly rows: Uint32Array;
}

/** Name of the label in every sample's table; no feature may carry it. */
export const labelColumn = 'winback_label';

/** A sample of the named features. @throws WinbackError BAD_INPUT when lengths differ */
export function sampleOf(
  table: ArrowTable,
  features: readonly string[],
  rest: Omit<Sample, 'table' | 'rows'>,
): Sample {
  checkTable(table);
  requireShape(features, 'features', 'list');
  requireShape(rest, 'rest', { labels: 'list', users: 'list' });
  const { labels, users, days, truth } = rest;
  for (const [name, column] of Object.entries({ labels, users, days, truth })) {
    ensure(
      column === null || column.length === table.numRows,
      `${name} has ${column?.length} entries for ${table.numRows} rows`,
    );
  }
  const all = new Uint32Array(table.numRows).map((_, row) => row);
  return { ...rest, rows: all, table: withLabel(gatherRows(table, features, all), labels) };
}

function withLabel(table: ArrowTable, labels: Labels): ArrowTable {
  return withColumns(table, [[labelColumn, byteVector(labels)]]);
}

/** Names of the features of a sample. */
export function featuresOf(sample: Sample): readonly string[] {
  return sample.table.schema.fields.map(({ name }) => name).filter((name) => name !== labelColumn);
}

/** Rows of a sample, in the order asked for. */
export function takeRows(sample: Sample, rows: Uint32Array): Sample {
  const count = rows.length;
  const labels = new Uint8Array(count);
  const users = new Array<UserId>(count);
  const days = sample.days === null ? null : new Int32Array(count);
  const truth = sample.truth === null ? null : new Float64Array(count);
  const from = new Uint32Array(count);
  // One loop that sees each array's type: the arrays' own `from` takes ten times as long, and folds take rows very often.
  for (let i = 0; i < count; i++) {
    const row = rows[i]!;
    labels[i] = sample.labels[row]!;
    users[i] = sample.users[row]!;
    from[i] = sample.rows[row]!;
    if (days !== null) days[i] = sample.days![row]!;
    if (truth !== null) truth[i] = sample.truth![row]!;
  }
  const table = withLabel(gatherRows(sample.table, featuresOf(sample), rows), labels);
  return { table, labels, users, days, truth, rows: from };
}

/** Rows where `keep` holds. */
export function filterRows(sample: Sample, keep: (row: number) => boolean): Sample {
  const rows = new Uint32Array(sample.labels.length);
  let kept = 0;
  for (let row = 0; row < sample.labels.length; row++) if (keep(row)) rows[kept++] = row;
  return takeRows(sample, rows.slice(0, kept));
}

export function describePart(name: SplitPart['name'], sample: Sample): SplitPart {
  const days = sample.days ?? new Int32Array(0);
  let first = Infinity;
  let last = -Infinity;
  for (const day of days) {
    first = Math.min(first, day);
    last = Math.max(last, day);
  }
  return {
    name,
    rows: sample.labels.length,
    users: new Set(sample.users).size,
    positives: countPositives(sample.labels),
    from: days.length > 0 ? isoDay(first) : null,
    to: days.length > 0 ? isoDay(last) : null,
  };
}

/** Days since 1970-01-01 as YYYY-MM-DD. */
export function isoDay(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}
