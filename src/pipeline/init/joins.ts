import { masked } from '../../base/masked.js';
import type { Viewed } from './behaviour.js';
import type { Problem } from './records.js';

/** A column of ids in a view. */
export interface IdColumn {
  readonly view: string;
  readonly alias: string;
}

const id = (alias: string): string => `nullif(trim(${alias}::VARCHAR), '')`;
const distinct = ({ view, alias }: IdColumn, of: (text: string) => string = (text) => text): string =>
  `SELECT DISTINCT ${of(id(alias))} AS value FROM ${view} WHERE ${id(alias)} IS NOT NULL`;

/** Users of the log, and how many of them the other column has. */
export async function joined(
  { engine, signal }: Viewed,
  users: IdColumn,
  other: IdColumn,
): Promise<{ readonly users: number; readonly joined: number }> {
  const [row] = await engine.rows(
    `SELECT count(*) AS users, count(b.value) AS joined FROM (${distinct(users)}) a LEFT JOIN (${distinct(other)}) b USING (value)`,
    { signal },
  );
  return { users: Number(row?.['users'] ?? 0), joined: Number(row?.['joined'] ?? 0) };
}

/** Ways in which two files write one id differently. */
const ways: readonly (readonly [how: 'case' | 'blanks' | 'zeros', same: (text: string) => string])[] = [
  ['case', (text) => `lower(${text})`],
  ['blanks', (text) => `regexp_replace(lower(${text}), '\\s+', '', 'g')`],
  [
    'zeros',
    (text) => `ltrim(regexp_replace(regexp_replace(lower(${text}), '\\s+', '', 'g'), '\\.0+$', ''), '0')`,
  ],
];

/** More users that would be found when ids were written alike, from which on that is said. */
const worthSaying = 0.02;

/**
 * Why ids of the log are not found in the other file: the first way of writing them alike that finds more. Null where
 * nearly all are found.
 */
export async function joinProblem(viewed: Viewed, users: IdColumn, other: IdColumn): Promise<Problem | null> {
  const found = await joined(viewed, users, other);
  if (found.users === 0 || found.joined >= found.users * 0.98) return null;
  for (const [how, same] of ways) {
    const example = await pairBy(viewed, users, other, same);
    if (example === null || example.would - found.joined < found.users * worthSaying) continue;
    return { code: 'noJoin', values: { ...found, ...example, how } };
  }
  if (found.joined > found.users * 0.5) return null;
  const [left, right] = [await anyOf(viewed, users), await anyOf(viewed, other)];
  return { code: 'noJoin', values: { ...found, left, right, how: 'none', would: found.joined } };
}

async function pairBy(
  { engine, signal }: Viewed,
  users: IdColumn,
  other: IdColumn,
  same: (text: string) => string,
): Promise<{ readonly left: string; readonly right: string; readonly would: number } | null> {
  const [row] = await engine.rows(
    `SELECT count(DISTINCT a.value) AS would,
       arg_min(a.value, a.value) FILTER (a.value <> b.value) AS "left", arg_min(b.value, a.value) FILTER (a.value <> b.value) AS "right"
     FROM (SELECT value, ${same('value')} AS alike FROM (${distinct(users)})) a
     JOIN (SELECT value, ${same('value')} AS alike FROM (${distinct(other)})) b USING (alike)`,
    { signal },
  );
  if (row === undefined || row['left'] === null) return null;
  return {
    left: masked(String(row['left'])),
    right: masked(String(row['right'])),
    would: Number(row['would']),
  };
}

async function anyOf({ engine, signal }: Viewed, column: IdColumn): Promise<string> {
  const [row] = await engine.rows(`SELECT min(value) AS value FROM (${distinct(column)})`, { signal });
  return masked(String(row?.['value'] ?? ''));
}
