import type { State } from '../../state/state.js';
import { keptClosing } from '../close/state-records.js';
import { type ExplainSource, type Statement, statement } from './statement.js';

/** What the newest closing of a plan found; one sentence says so where the state has none. */
export async function closingStatements(
  state: State,
  planDigest: string,
  folder: string,
): Promise<readonly Statement[]> {
  const source: ExplainSource = {
    record: `${state.place}: decision`,
    ...{ key: null, digest: planDigest },
    command: `winback close --plan ${folder} --outcomes OUTCOMES`,
  };
  const kept = await keptClosing(state, planDigest);
  if (kept === null) return [statement('plan-not-closed', {}, source)];
  const { project, date, object, closing } = kept;
  const { contacted, held, claimed, incremental, plans, ok } = closing;
  const { value, low, high } = incremental;
  const figures = { contacted, held, claimed, value, low, high, ok };
  const key = `${project} ${date} ${object}`;
  return [statement('plan-closed', { date, plans: plans.length, ...figures }, { ...source, key })];
}
