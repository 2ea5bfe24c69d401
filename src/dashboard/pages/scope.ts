import { addDays, dayNumber } from '../../base/days.js';
import { WinbackError } from '../../base/errors.js';
import type { State, StateRecords } from '../../entries/state.js';
import type { Choices, Head, Scope } from '../documents/common.js';

/** What an address asks for; what it leaves out is chosen. */
export interface ScopeQuery {
  readonly project?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly model?: string | undefined;
}

/** Days that a page shows unless an address says otherwise. */
const usualDays = 60;
/** Most days of one page: a page of more would show no single day. */
const mostDays = 3660;

const spans = ['step', 'metric', 'drift', 'data', 'campaign', 'look', 'decision'] as const;

/** @throws WinbackError BAD_INPUT for a day that is none, an unknown project, or too many days */
export async function headOf(state: State, query: ScopeQuery, now: number): Promise<Head> {
  const projects = await projectsOf(state);
  const project = query.project ?? projects[0] ?? '';
  if (projects.length > 0 && !projects.includes(project))
    throw new WinbackError(
      'BAD_INPUT',
      `project: the state has no records of "${project}", only of ${projects.map((name) => `"${name}"`).join(', ')}`,
    );
  const { first, last } = await spanOf(state, project);
  const models = await modelsOf(state, project);
  const scope = scopeOf(query, project, last ?? dayAt(now));
  return { scope, choices: { projects, models, first, last }, madeAt: now };
}

function scopeOf(query: ScopeQuery, project: string, last: string): Scope {
  const to = checkedDay(query.to, 'to') ?? last;
  const from = checkedDay(query.from, 'from') ?? addDays(to, 1 - usualDays);
  const days = dayNumber(to) - dayNumber(from) + 1;
  if (days < 1) throw new WinbackError('BAD_INPUT', `from: ${from} is after ${to}`);
  if (days > mostDays)
    throw new WinbackError(
      'BAD_INPUT',
      `from: ${from} to ${to} are ${days} days; a page shows at most ${mostDays}`,
    );
  return { project, from, to, model: query.model ?? null };
}

function checkedDay(day: string | undefined, name: string): string | undefined {
  if (day === undefined || day === '') return undefined;
  try {
    dayNumber(day);
    return day;
  } catch {
    throw new WinbackError(
      'BAD_INPUT',
      `${name} must be a day such as 2025-07-30, got "${day.slice(0, 40)}"`,
    );
  }
}

/** The day of a time in microseconds, in UTC. */
export const dayAt = (micros: number): string => new Date(micros / 1000).toISOString().slice(0, 10);

async function projectsOf({ database }: State): Promise<readonly string[]> {
  const tables = [...spans, 'run', 'experiment', 'alert', 'model'];
  const sql = tables.map((kind) => `SELECT "project" FROM winback_${kind}`).join(' UNION ');
  const [found] = await database.read([{ sql: `${sql} ORDER BY 1` }]);
  return found!.rows.map(({ project }) => String(project));
}

async function spanOf({ database }: State, project: string): Promise<Pick<Choices, 'first' | 'last'>> {
  const reads = spans.map((kind) => ({
    sql: `SELECT min("date") AS first, max("date") AS last FROM winback_${kind} WHERE "project" = ?`,
    rows: [[project]],
  }));
  const days = (await database.read(reads)).flatMap(({ rows }) =>
    rows.flatMap(({ first, last }) => (first === null ? [] : [String(first), String(last)])),
  );
  days.sort();
  return { first: days[0] ?? null, last: days.at(-1) ?? null };
}

/** Models with a record, or else those that figures and distances are about. */
async function modelsOf(state: State, project: string): Promise<Choices['models']> {
  const stored = await state.list('model', { where: { project } });
  if (stored.length > 0) return stored.map(({ digest, version }) => ({ digest, name: version }));
  const sql = `SELECT DISTINCT "model" FROM winback_metric WHERE "project" = ? ORDER BY 1`;
  const [found] = await state.database.read([{ sql, rows: [[project]] }]);
  return found!.rows.map(({ model }) => ({ digest: String(model), name: String(model).slice(0, 12) }));
}

/** The records of a kind in a scope. */
export function inScope<K extends 'metric' | 'drift'>(
  state: State,
  kind: K,
  { project, from, to, model }: Scope,
): Promise<readonly StateRecords[K][]> {
  const where = (model === null ? { project } : { project, model }) as Partial<StateRecords[K]>;
  return state.list(kind, { where, from, to });
}
