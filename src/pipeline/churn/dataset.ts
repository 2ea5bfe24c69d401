import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { OnProgress } from '../../base/progress.js';
import type { ChurnDataset } from '../../churn/dataset.js';
import { type Sample, sampleOf } from '../../churn/sample.js';
import { splitSample } from '../../churn/split.js';
import { columnWarningText } from '../../churn/table/column-warnings.js';
import { prepareTable } from '../../churn/table/prepared-table.js';
import type { PreparedTableOptions } from '../../churn/table/table-options.js';
import { endsInsideLine } from '../../data/tables/csv-diagnosis.js';
import { readTable } from '../../data/tables/read.js';
import { buildSnapshots, type FeatureSet, tableOf } from '../../features/build.js';
import type { OpenSnapshot } from '../../features/splits.js';
import { featureTitle } from '../../report/feature-titles.js';
import { textsFor } from '../../report/texts/index.js';
import type { ChurnConfig, EventChurnConfig, TableChurnConfig } from './config.js';
import type { Table } from './scored-users.js';

/** What the data of a run is, once read. */
export interface LoadedData {
  readonly dataset: ChurnDataset;
  /** Users to plan for: today's snapshot of an event log; null = the test rows. */
  readonly current: Table | null;
  readonly idColumn: string | null;
  /** Column with the money a user paid, in yuan; null when there is none. */
  readonly valueColumn: string | null;
  /** The table the samples were taken from, for columns that are no features; null with events. */
  readonly source: Table | null;
  readonly features: FeatureSet | null;
}

export interface LoadOptions {
  /** Folder that data paths start from. */
  readonly root: string;
  readonly language: 'zh' | 'en';
  readonly signal: AbortSignal;
  /** Takes one sentence about what the data may not be as the user thinks. */
  readonly onWarning: (message: string) => void;
  readonly onProgress?: OnProgress | undefined;
}

/** Reads the data a configuration names. @throws WinbackError NOT_FOUND, BAD_INPUT, ABORTED */
export async function loadData(config: ChurnConfig, options: LoadOptions): Promise<LoadedData> {
  return config.kind === 'table' ? loadTable(config, options) : loadEvents(config, options);
}

async function loadTable(config: TableChurnConfig, options: LoadOptions): Promise<LoadedData> {
  const { path: file, ...columns } = config.table;
  const table = await readTable(await located(file, options.root), {
    signal: options.signal,
    ...(columns.id === null ? {} : { text: [columns.id], utf8: [columns.id] }),
  });
  const data = datasetOfTable(table, path.basename(file), { split: config.split, table: columns });
  const cut = await cutWarning(await located(file, options.root));
  if (cut !== null) options.onWarning(cut);
  for (const warning of data.dataset.warnings ?? []) options.onWarning(columnWarningText(warning));
  return data;
}

/** The warning about a CSV file that ends inside a line, whose last row may be half a row; null for any other file. */
export async function cutWarning(file: string): Promise<string | null> {
  const isCut = await endsInsideLine(file).catch(() => false);
  return isCut ? `${file} does not end with a line end: was it cut off?` : null;
}

// A path from `root`, or from the one folder in `root` that has it: data sets often lie one level down.
async function located(file: string, root: string): Promise<string> {
  const direct = path.resolve(root, file);
  if (path.isAbsolute(file) || existsSync(direct)) return direct;
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  const below = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(root, entry.name, file))
    .filter((candidate) => existsSync(candidate));
  return below.length === 1 ? below[0]! : direct;
}

/** The dataset of a table in memory. @param truth true churn probabilities by row, for generated data */
export function datasetOfTable(
  table: Table,
  source: string,
  config: Pick<TableChurnConfig, 'split'> & { readonly table: PreparedTableOptions },
  truth: Float64Array | null = null,
): LoadedData {
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

async function loadEvents(config: EventChurnConfig, options: LoadOptions): Promise<LoadedData> {
  const set = await buildSnapshots(config, {
    root: options.root,
    signal: options.signal,
    onProgress: options.onProgress,
  });
  return datasetOfEvents(
    set,
    config.events.source.map((file) => path.basename(file)).join(', '),
    options.language,
  );
}

/** The dataset of snapshot tables; the parts are whole snapshots, an embargo apart. */
export function datasetOfEvents(set: FeatureSet, source: string, language: 'zh' | 'en'): LoadedData {
  const { split, columns, report } = set;
  const part = (snapshots: readonly OpenSnapshot[]): Sample => sampleOfSnapshots(set, snapshots);
  const titled = report.features.map((feature) => {
    const { name, kind, unit } = feature;
    return { name, kind, meaning: featureTitle(feature, language), unit };
  });
  const leftOut = report.leftOut.map(({ name, missing }) => ({
    name,
    reason: textsFor(language).features.lacks(missing.join(', ')),
  }));
  return {
    dataset: {
      source,
      label: columns.label,
      features: titled,
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
    days: Int32Array.from({ length: rows }, (_, row) => Math.round(Number(day.get(row)) / 86_400_000)),
    truth: null,
  });
}
