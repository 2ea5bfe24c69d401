import type { ChurnRun } from '../../churn/dataset.js';
import type { FeatureDescription } from '../../churn/records.js';
import type { Sample } from '../../churn/sample.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { takeTableRows } from '../../data/tables/take-rows.js';
import { profileFiles } from '../../monitor/profile/files.js';
import { profileOf } from '../../monitor/profile/profile.js';
import type { ProfiledColumn } from '../../monitor/profile/records.js';
import type { PreparedChurn } from './dataset.js';
import type { Table } from './scored-users.js';

/**
 * The files of the profile of the training rows, with the scores and labels of the test rows: those of rows that the model learnt
 * from would be too sure of themselves.
 */
export async function trainingProfile(
  data: PreparedChurn,
  { evaluation, model, test }: ChurnRun,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const { split, features } = data.dataset;
  const columns = features.map(profiled);
  const train = split.kind === 'time' ? split.train : split.sample;
  const part = evaluation.data.split.parts.find(({ name }) => name === 'train');
  const profile = await profileOf(await ownRows(data.source, columns, train), {
    columns,
    labels: Uint8Array.from(train.labels),
    users: train.users,
    scored: {
      table: await ownRows(
        data.source,
        columns,
        split.kind === 'time' ? split.test : split.sample,
        test.rows,
      ),
      scores: test.probabilities,
      labels: Uint8Array.from(test.labels),
      threshold: model.threshold.value,
    },
    events: data.features?.report.log.reading.unmappedEvents ?? null,
    days: part === undefined ? undefined : { from: part.from, to: part.to },
    signal,
  });
  return profileFiles(profile);
}

/** The rows that the model learnt from. */
export function trainingRows({ source, dataset }: PreparedChurn): Promise<ArrowTable> {
  const { split, features } = dataset;
  return ownRows(source, features.map(profiled), split.kind === 'time' ? split.train : split.sample);
}

/**
 * Ranks among the users of a day are even by construction. By the calendar grow the days since a user's first event, and moves
 * the share of weekends in a window that is not of whole weeks.
 */
function profiled({ name, kind, unit, meaning }: FeatureDescription): ProfiledColumn {
  return { name, kind, expected: unit === 'rank' ? 'uniform' : byCalendar(meaning) ? 'calendar' : null };
}

function byCalendar(meaning: FeatureDescription['meaning']): boolean {
  if (meaning?.definition === 'weekend_share') return (meaning.windowDays ?? 0) % 7 !== 0;
  return meaning?.definition === 'tenure_days';
}

/** The rows with the values that the user's table has: a sample has rare categories as missing values. */
async function ownRows(
  source: Table | null,
  columns: readonly ProfiledColumn[],
  sample: Sample,
  rows: Uint32Array = sample.rows,
): Promise<ArrowTable> {
  if (source === null) return sample.table;
  return takeTableRows(source.select(columns.map(({ name }) => name)) as Table, rows);
}
