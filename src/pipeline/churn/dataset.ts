import { msPerDay } from '../../base/days.js';
import type { ChurnDataset } from '../../churn/dataset.js';
import { type Sample, sampleOf } from '../../churn/sample.js';
import { splitSample } from '../../churn/split.js';
import { prepareTable } from '../../churn/table/prepared-table.js';
import type { PreparedTableOptions } from '../../churn/table/table-options.js';
import { type FeatureSet, tableOf } from '../../features/build.js';
import type { OpenSnapshot } from '../../features/splits.js';
import type { TableChurnConfig } from './config.js';
import type { Table } from './scored-users.js';

/** The data of a churn run, read and split. Made by prepareChurn. */
export interface PreparedChurn {
  /** What `runChurn` takes. */
  readonly dataset: ChurnDataset;
  /** Users to plan for: today's snapshot of an event log; null = the test rows. */
  readonly current: Table | null;
  /** Column of the user id in the scores. */
  readonly idColumn: string | null;
  /** Column with the money a user paid, in yuan; null when there is none. */
  readonly valueColumn: string | null;
  /** The table the samples were taken from, for columns that are no features; null with events. */
  readonly source: Table | null;
  /** The recipe that builds the features again; null for a prepared table. */
  readonly features: FeatureSet | null;
}

/** The dataset of a table in memory. @param truth true churn probabilities by row, for generated data */
export function datasetOfTable(
  table: Table,
  source: string,
  config: Pick<TableChurnConfig, 'split'> & { readonly table: PreparedTableOptions },
  truth: Float64Array | null = null,
): PreparedChurn {
  const { sample, features, leftOut, warnings } = prepareTable(table, config.table);
  const split = splitSample(truth === null ? sample : { ...sample, truth }, config.split);
  return {
    dataset: { source, label: config.table.label, features, leftOut, warnings, split },
    current: null,
    idColumn: config.table.id ?? null,
    valueColumn: null,
    source: table,
    features: null,
  };
}

/** The dataset of snapshot tables; the parts are whole snapshots, an embargo apart. */
export function datasetOfEvents(set: FeatureSet, source: string): PreparedChurn {
  const { split, columns, report } = set;
  const part = (snapshots: readonly OpenSnapshot[]): Sample => sampleOfSnapshots(set, snapshots);
  const features = report.features.map(({ name, kind, unit, definition, windowDays, own }) => ({
    ...{ name, kind, unit },
    meaning: { definition, windowDays, ...(own === undefined ? {} : { own }) },
  }));
  const leftOut = report.leftOut.map(({ name, missing }) => ({
    name,
    reason: { code: 'log-lacks' as const, values: { missing } },
  }));
  return {
    dataset: {
      source,
      label: columns.label,
      features,
      leftOut,
      split: {
        kind: 'time',
        embargoDays: report.horizonDays,
        train: part(split.train),
        calibration: part(split.calibration),
        test: part(split.test),
      },
    },
    current: tableOf(set, [split.current]),
    idColumn: columns.user,
    valueColumn: columns.value,
    source: null,
    features: set,
  };
}

function sampleOfSnapshots(set: FeatureSet, snapshots: readonly OpenSnapshot[]): Sample {
  const table = tableOf(set, snapshots);
  const label = table.getChild(set.columns.label)!;
  const user = table.getChild(set.columns.user)!;
  const day = table.getChild(set.columns.day)!;
  const rows = table.numRows;
  return sampleOf(table, set.columns.features, {
    labels: Uint8Array.from({ length: rows }, (_, row) => Number(label.get(row))),
    users: Array.from({ length: rows }, (_, row) => String(user.get(row))),
    // arrow-js gives dates as milliseconds.
    days: Int32Array.from({ length: rows }, (_, row) => Math.round(Number(day.get(row)) / msPerDay)),
    truth: null,
  });
}
