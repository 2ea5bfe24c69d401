import { masked } from '../../../base/masked.js';
import type { TableProfile } from '../../../data/profile/records.js';
import type { Viewed } from '../behaviour.js';
import { type Column, columnsOf, isNames } from '../columns.js';
import { type IdColumn, joined, joinProblem } from '../joins.js';
import type { AttributesGuess, Problem } from '../records.js';
import { notFields, validFromWords } from '../words/attributes.js';
import { candidatesFor } from './candidates.js';

/** Most different values of a field: more is free text or an id. */
const mostValues = 200;

/** What of an attributes file is used, and what its ids have to do with those of the log. */
export async function attributesOf(
  viewed: Viewed,
  source: readonly string[],
  profile: TableProfile,
  users: IdColumn,
): Promise<{ readonly guess: AttributesGuess | null; readonly problems: readonly Problem[] }> {
  const columns = columnsOf(profile.columns);
  const user = await userOf(viewed, columns, users);
  if (user === null) return { guess: null, problems: [] };
  const problem = await joinProblem(viewed, users, { view: viewed.view, alias: user.alias });
  const times = columns.filter(({ kind }) => kind === 'time');
  // Only several rows of a user need the day from which each holds.
  const validFrom =
    user.repeats > 1.001 ? (times.find(({ phrase }) => validFromWords.test(phrase)) ?? times[0]) : undefined;
  const fields = columns.filter((column) => column !== user && column !== validFrom && isField(column));
  const used = new Set([user, ...(validFrom === undefined ? [] : [validFrom]), ...fields]);
  const guess: AttributesGuess = {
    source,
    user: user.name,
    validFrom: validFrom?.name ?? null,
    fields: fields.map(({ name }) => name),
    leftOut: columns.filter((column) => !used.has(column)).map(({ name }) => name),
    columns: profile.columns,
    rows: profile.rows,
  };
  const twice = await twiceProblem(viewed, user, validFrom, fields);
  return { guess, problems: [problem, twice].filter((one) => one !== null) };
}

/** Users of whom several different rows hold at once. */
async function twiceProblem(
  { engine, view, signal }: Viewed,
  user: Column,
  validFrom: Column | undefined,
  fields: readonly Column[],
): Promise<Problem | null> {
  if (user.repeats === 1 || fields.length === 0) return null;
  const values = fields.map(({ alias }) => `nullif(trim(${alias}::VARCHAR), '')`).join(', ');
  const from = validFrom === undefined ? 'NULL' : `${validFrom.alias}::VARCHAR`;
  const [found] = await engine.rows(
    `SELECT count(DISTINCT id) AS users, min(id) AS example FROM (
       SELECT id, day FROM (SELECT DISTINCT trim(${user.alias}::VARCHAR) AS id, ${from} AS day, ${values} FROM ${view})
       WHERE id <> '' GROUP BY ALL HAVING count(*) > 1)`,
    { signal },
  );
  const users = Number(found?.['users'] ?? 0);
  if (users === 0) return null;
  const example = masked(String(found!['example']));
  return { code: 'attributesTwice', values: { users, column: user.name, example } };
}

function isField({ kind, distinct, shape, phrase, path }: Column): boolean {
  if (path.length > 1 || notFields.test(phrase)) return false;
  if (kind === 'flag') return true;
  if (kind !== 'text' && kind !== 'whole') return false;
  return shape === null && distinct >= 2 && distinct <= mostValues;
}

/** The column whose values are the users of the log; by name where none is. */
async function userOf(viewed: Viewed, columns: readonly Column[], users: IdColumn): Promise<Column | null> {
  const byName = candidatesFor('user', columns);
  const others = columns.filter(
    (column) => isNames(column) && column.distinct >= 2 && !byName.some((one) => one.column === column),
  );
  let best: { readonly column: Column; readonly share: number } | null = null;
  for (const column of [...byName.map((one) => one.column), ...others].slice(0, 12)) {
    const found = await joined(viewed, users, { view: viewed.view, alias: column.alias });
    const share = found.users === 0 ? 0 : found.joined / found.users;
    if (share > (best?.share ?? 0)) best = { column, share };
  }
  if (best !== null && best.share > 0.02) return best.column;
  return byName[0]?.column ?? null;
}
