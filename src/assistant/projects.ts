import { WinbackError } from '../base/errors.js';
import type { State } from '../entries/state.js';
import { askState } from '../pipeline/state/recompute.js';

const dated = ['run', 'metric', 'decision', 'data', 'campaign', 'look'];
const undated = ['model', 'experiment', 'alert'];
const parts = [
  ...dated.map((kind) => `SELECT "project", "date" FROM winback_${kind}`),
  ...undated.map((kind) => `SELECT "project", NULL AS "date" FROM winback_${kind}`),
];
const sql = `SELECT "project", min("date") AS "first", max("date") AS "last" FROM (${parts.join(' UNION ALL ')}) AS every GROUP BY "project" ORDER BY "project"`;
const mostProjects = 200;

/** The configurations of a state. */
export const projectsOf = (state: State) =>
  askState(state, { table: 'winback_run', sql, cells: [], limit: mostProjects });

/**
 * The configuration that a question is about: the one it names, or the only one.
 * @throws WinbackError NOT_FOUND for an empty state or an unknown name, BAD_INPUT where several are there and none is named
 */
export async function projectOf(state: State, given: string | undefined): Promise<string> {
  const names = (await projectsOf(state)).rows.map((row) => String(row['project']));
  const [first] = names;
  if (first === undefined)
    throw new WinbackError('NOT_FOUND', 'the state has no records yet: run `winback run daily`');
  const quoted = names.slice(0, 20).map((one) => `"${one.slice(0, 80)}"`);
  if (given !== undefined && !names.includes(given))
    throw new WinbackError(
      'NOT_FOUND',
      `project: the state has no records of "${given}", only of ${quoted.join(', ')}`,
    );
  if (given === undefined && names.length > 1)
    throw new WinbackError('BAD_INPUT', `project: name one of ${quoted.join(', ')}`);
  return given ?? first;
}

/**
 * The newest day of a table.
 * @param only a further condition, of this program's own
 * @throws WinbackError NOT_FOUND where the configuration has no rows in it
 */
export async function newestDay(state: State, table: string, of: string, only = '1 = 1'): Promise<string> {
  const [found] = await state.database.read([
    { sql: `SELECT max("date") AS last FROM ${table} WHERE "project" = ? AND ${only}`, rows: [[of]] },
  ]);
  const last = found!.rows[0]!['last'] ?? null;
  if (last === null)
    throw new WinbackError(
      'NOT_FOUND',
      `day: "${of}" has no records of ${table.replace('winback_', '')} yet`,
    );
  return String(last);
}
