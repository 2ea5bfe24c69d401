import { shownShare, shownUsers } from '../../dashboard/pages/cells.js';
import type { State } from '../../entries/state.js';
import { askState } from '../../pipeline/state/recompute.js';
import { newestDay, projectOf } from '../projects.js';
import { day, limit, name, project, tool } from '../tool.js';
import { namedRow } from '../words.js';

const driftColumns =
  '"model", "column", "n", "ks", "ks_low", "psi", "js_bits", "w1_over_iqr", "missing_reference", "missing_current", "unseen", "delta_score", "delta_above", "state"';

const numberOf = (cell: unknown): number | null => (cell === null ? null : Number(cell));

export const driftOfDay = tool(
  'drift_of_day',
  { project, day: day.optional(), column: name.optional(), limit },
  async ({ state }, given) => {
    const of = await projectOf(state, given.project);
    const date = given.day ?? (await newestDay(state, 'winback_drift', of));
    const only = given.column === undefined ? '' : ' AND "column" = ?';
    const { rows, source } = await askState(state, {
      table: 'winback_drift',
      sql: `SELECT ${driftColumns} FROM winback_drift WHERE "project" = ? AND "date" = ?${only} ORDER BY COALESCE("ks", -1) DESC, "column", "model"`,
      cells: [of, date, ...(given.column === undefined ? [] : [given.column])],
      limit: given.limit,
    });
    const columns = rows.map((row) => {
      const n = Number(row['n']);
      const [current, unseen] = ['missing_current', 'unseen'].map((field) =>
        shownShare(numberOf(row[field]), n),
      );
      return { ...namedRow(row), n: shownUsers(n), missingCurrent: current, unseen };
    });
    return { answer: { project: of, day: date, columns, of: source.of }, records: [source] };
  },
);

export const dataOfDay = tool(
  'data_of_day',
  { project, day: day.optional(), event: name.optional(), limit },
  async ({ state }, given) => {
    const of = await projectOf(state, given.project);
    const date = given.day ?? (await newestDay(state, 'winback_data', of));
    return eventsOf(state, of, date, given);
  },
);

async function eventsOf(
  state: State,
  of: string,
  date: string,
  { event, limit: most }: { readonly event?: string | undefined; readonly limit: number },
) {
  const only = event === undefined ? '' : ' AND "event" = ?';
  const { rows, source } = await askState(state, {
    table: 'winback_data',
    sql: `SELECT "event", "rows", "users", "expected", "expected_low", "expected_high", "lag_p50", "lag_p995" FROM winback_data WHERE "project" = ? AND "date" = ?${only} ORDER BY "event"`,
    ...{ cells: [of, date, ...(event === undefined ? [] : [event])], limit: most },
  });
  const events = rows.map((row) => {
    const { expected_low: low, expected_high: high } = row;
    const isInside = low === null || high === null ? null : row['rows']! >= low! && row['rows']! <= high!;
    return {
      ...namedRow(row),
      users: row['users'] === null ? null : shownUsers(Number(row['users'])),
      isInside,
    };
  });
  return { answer: { project: of, day: date, events, of: source.of }, records: [source] };
}
