import type { Table } from 'apache-arrow';

import { type BuiltColumn, buildTable } from '../../data/tables/build.js';
import type { ExperimentConfig } from '../../experiment/config/config.js';
import type { ExperimentResult } from '../../experiment/records/records.js';
import { type WriteBackOptions, type WrittenRows, writeRun } from '../write-back.js';
import type { WriteBack } from '../write-back-config.js';

/**
 * Writes the results of an experiment into the database of `writeBack`: one row for each metric and variant. Rows of the
 * same run are replaced. A run is named by the experiment and the end of its data, or by `run`.
 * @throws WinbackError BAD_INPUT, NOT_FOUND for a missing table, IO, ABORTED
 */
export async function writeBackExperiment(
  writeBack: WriteBack,
  { name, asOf }: Pick<ExperimentConfig, 'name' | 'asOf'>,
  result: ExperimentResult,
  options: WriteBackOptions,
): Promise<readonly WrittenRows[]> {
  const run = writeBack.run ?? (asOf === undefined ? name : `${name} ${asOf}`);
  return writeRun(
    writeBack,
    run,
    [{ name: writeBack.experiment, tables: [await resultTable(result)] }],
    options,
  );
}

/** The effects as a table: a value that is unbounded or cannot be computed is missing. */
function resultTable({ experiment, decision, metrics }: ExperimentResult): Promise<Table> {
  const text = (name: string, of: (metric: Metric) => string): BuiltColumn => ({
    ...{ name, kind: 'dictionary' },
    codes: Int32Array.from(metrics, (_, i) => i),
    categories: metrics.map(of),
  });
  const number = (name: string, of: (metric: Metric) => number | null): BuiltColumn => ({
    ...{ name, kind: 'number' },
    values: Float64Array.from(metrics, (metric) => of(metric) ?? Number.NaN),
  });
  return buildTable([
    text('result', ({ name, variant }) => `${name} / ${variant}`),
    text('experiment', () => experiment),
    text('metric', ({ name }) => name),
    text('variant', ({ variant }) => variant),
    text('role', ({ role }) => role),
    text('decision', () => decision),
    number('users_control', ({ controlArm }) => controlArm.users),
    number('users_treatment', ({ treatmentArm }) => treatmentArm.users),
    number('control', ({ control }) => control),
    number('treatment', ({ treatment }) => treatment),
    number('difference', ({ difference }) => difference),
    number('low', ({ low }) => low),
    number('high', ({ high }) => high),
    number('p', ({ p }) => p),
  ]);
}

type Metric = ExperimentResult['metrics'][number];
