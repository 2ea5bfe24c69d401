import path from 'node:path';

import type { Table } from 'apache-arrow';

import { WinbackError } from '../../base/errors.js';
import { validityWhere } from '../../data/read/bits.js';
import { type BuiltColumn, buildTable } from '../../data/tables/build.js';
import { nameColumn } from '../../data/tables/name-column.js';
import { writeTable } from '../../data/tables/write.js';
import { pagesOf } from '../../state/reads.js';
import type { StateRecords } from '../../state/records.js';
import type { State } from '../../state/state.js';

type Exposure = StateRecords['exposure'];

/** Which exposures are written, and when. */
export interface ExposuresToWrite {
  /** Name of the experiment; null for all. */
  readonly experiment: string | null;
  /** Now, microseconds since 1970. */
  readonly at: number;
}

/**
 * Writes the stored exposures as events that `winback experiment analyze` reads. The state notes the file, since it names users.
 * @param file .csv, .csv.gz, .parquet or .arrow; replaced
 * @returns exposures that were written
 * @throws WinbackError NOT_FOUND for an experiment without an exposure, IO
 */
export async function writeExposures(
  state: State,
  file: string,
  { experiment, at }: ExposuresToWrite,
): Promise<number> {
  if (experiment !== null) {
    const [first] = await state.list('exposure', { where: { experiment }, limit: 1 });
    if (first === undefined)
      throw new WinbackError('NOT_FOUND', `the state has no exposure of the experiment "${experiment}"`);
  }
  await state.put({ holding: [{ project: '', place: path.resolve(file), what: 'export', at }] });
  return writeTable(file, tablesOf(state, experiment));
}

async function* tablesOf(state: State, experiment: string | null): AsyncGenerator<Table> {
  const snapshot = await state.database.snapshot();
  try {
    let written = 0;
    for await (const page of pagesOf('exposure', snapshot)) {
      const rows = experiment === null ? page : page.filter((one) => one.experiment === experiment);
      if (rows.length > 0) yield await eventsOf(rows);
      written += rows.length;
    }
    // A file without rows still has its columns.
    if (written === 0) yield await eventsOf([]);
  } finally {
    await snapshot.close();
  }
}

function eventsOf(rows: readonly Exposure[]): Promise<Table> {
  const texts = (name: string, of: (exposure: Exposure) => string | null): BuiltColumn =>
    textColumn(name, rows.map(of));
  return buildTable([
    texts('distinct_id', ({ user }) => user),
    texts('event', () => 'experiment_exposure'),
    texts('timestamp', ({ at }) => new Date(at / 1000).toISOString()),
    texts('experiment', ({ experiment }) => experiment),
    texts('variant', ({ variant }) => variant),
    texts('exp_version', ({ expVersion }) => expVersion),
    texts('feature_flag_id', ({ featureFlagId }) => featureFlagId),
    texts('decision_id', ({ decisionId }) => decisionId),
  ]);
}

function textColumn(name: string, values: readonly (string | null)[]): BuiltColumn {
  const column = nameColumn(
    name,
    [...values.keys()],
    values.map((value) => value ?? ''),
  );
  return { ...column, ...validityWhere(values.length, (i) => values[i] !== null) };
}
