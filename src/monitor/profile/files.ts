import { WinbackError } from '../../base/errors.js';
import { requireShape } from '../../base/shape.js';
import { strictNumbers } from '../../data/read/numbers.js';
import { arrowBytes, tableOfBytes } from '../../data/tables/arrow-bytes.js';
import { buildTable } from '../../data/tables/build.js';
import { storedProfile } from './checks.js';
import type { ColumnProfile, NumericProfile, Profile, ScoredBins } from './records.js';

/** Names of the files that hold a profile: everything but long arrays, and these. */
const recordFile = 'profile.json';
const arrayFile = 'profile.arrow';

/** The parts of a column of numbers that are stored as arrays, in this order. */
const arrays = ['grid', 'equal', 'between', 'excess'] as const;

type Arrays = Readonly<Record<(typeof arrays)[number], Float64Array>>;

/**
 * The files of a profile, for `saveModel`: profile.json and profile.arrow.
 * @param profile of profileOf
 *
 * @example
 * ```ts
 * import { profileFiles, profileFrom, profileOf } from 'winback/monitor';
 * import { generateChurnTable } from 'winback/simulate';
 *
 * const { table } = await generateChurnTable({ users: 500 });
 * const profile = await profileOf(table, { columns: [{ name: 'active_days_30', kind: 'numeric' }] });
 * const files = await profileFiles(profile);
 * (await profileFrom(files)).columns.length; // 1
 * ```
 */
export async function profileFiles(profile: Profile): Promise<ReadonlyMap<string, Uint8Array>> {
  requireShape(profile, 'profile', { columns: 'list', rows: 'number' });
  const numbers = numericOf(profile);
  const values = (name: (typeof arrays)[number]): Float64Array =>
    Float64Array.from(numbers.flatMap((column) => [...column[name]]));
  const table = await buildTable(
    arrays.map((name) => ({ name, kind: 'number' as const, values: values(name) })),
  );
  const record = {
    ...profile,
    columns: profile.columns.map(withoutArrays),
    score: profile.score === null ? null : withoutArrays(profile.score),
  };
  return new Map([
    [recordFile, new TextEncoder().encode(`${JSON.stringify(record)}\n`)],
    [arrayFile, await arrowBytes(table)],
  ]);
}

const numericOf = ({ columns, score }: Profile): readonly NumericProfile[] =>
  [...columns, ...(score === null ? [] : [score])].filter((column) => column.kind === 'numeric');

/** A column as JSON holds it: the length of its grid in place of the arrays, and the counts as a list. */
function withoutArrays(column: ColumnProfile): object {
  const scored = column.scored === null ? null : { ...column.scored, counts: [...column.scored.counts] };
  if (column.kind === 'categorical') return { ...column, scored };
  const { grid, equal: _, between: __, excess: ___, ...rest } = column;
  return { ...rest, scored, grid: grid.length };
}

/**
 * The profile of a stored model.
 * @param files `profile` of a loaded model
 * @throws WinbackError NOT_FOUND for a model without a profile, BAD_MODEL for files that hold none
 *
 * @example
 * ```ts
 * import { profileFrom } from 'winback/monitor';
 * import { loadModel } from 'winback/registry';
 *
 * const model = await loadModel('out/model');
 * const profile = await profileFrom(model.profile);
 * profile.columns.length === model.classifier.features.length; // true
 * model.classifier.close();
 * ```
 */
export async function profileFrom(files: ReadonlyMap<string, Uint8Array> | null): Promise<Profile> {
  if (files === null)
    throw new WinbackError(
      'NOT_FOUND',
      'this model has no profile of its training rows: train it again with this version of winback',
    );
  try {
    const record = storedProfile(JSON.parse(text(files)), 'profile');
    const table = await tableOfBytes(bytesOf(files, arrayFile));
    const all = Object.fromEntries(
      arrays.map((name) => [name, strictNumbers(table, name)]),
    ) as unknown as Arrays;
    return joined(record, all);
  } catch (cause) {
    throw new WinbackError(
      'BAD_MODEL',
      `the profile of the model cannot be read: ${(cause as Error).message}`,
      { cause },
    );
  }
}

const text = (files: ReadonlyMap<string, Uint8Array>): string =>
  new TextDecoder('utf-8', { fatal: true }).decode(bytesOf(files, recordFile));

function bytesOf(files: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const bytes = files.get(name);
  if (bytes === undefined) throw new WinbackError('BAD_MODEL', `the model has no ${name}`);
  return bytes;
}

function joined(record: ReturnType<typeof storedProfile>, all: Arrays): Profile {
  let at = 0;
  const whole = (column: ReturnType<typeof storedProfile>['columns'][number]): ColumnProfile => {
    const scored: ScoredBins | null =
      column.scored === null ? null : { ...column.scored, counts: Float64Array.from(column.scored.counts) };
    if (column.kind === 'categorical') return { ...column, scored };
    const end = at + column.grid;
    const [grid, equal, between, excess] = arrays.map((name) => all[name].slice(at, end));
    if (grid!.length < column.grid)
      throw new WinbackError(
        'BAD_MODEL',
        `${arrayFile} has ${all.grid.length} rows, ${recordFile} names more`,
      );
    at = end;
    return { ...column, scored, grid: grid!, equal: equal!, between: between!, excess: excess! };
  };
  const columns = record.columns.map(whole);
  const score = record.score === null ? null : (whole(record.score) as NumericProfile);
  return { ...record, columns, score };
}
