import type { State } from '../../entries/state.js';
import type { PageName } from '../documents/common.js';
import type { Documents, Exported } from '../documents/documents.js';
import { campaignsPage } from './campaigns.js';
import { dataPage } from './data.js';
import { driftPage } from './drift.js';
import { experimentsPage } from './experiments.js';
import { modelPage } from './model.js';
import { headOf, type ScopeQuery } from './scope.js';
import { todayPage } from './today.js';

const pages = {
  today: todayPage,
  model: modelPage,
  drift: driftPage,
  campaigns: campaignsPage,
  experiments: experimentsPage,
  data: dataPage,
} as const;

/**
 * The document of a page.
 * @param now microseconds since 1970
 * @throws WinbackError BAD_INPUT for a scope that the state does not have
 */
export async function pageOf(
  state: State,
  page: PageName,
  query: ScopeQuery,
  now: number,
): Promise<Documents[PageName]> {
  return pages[page](state, await headOf(state, query, now));
}

/** Every document of one scope. */
export async function everyPage(state: State, query: ScopeQuery, now: number): Promise<Exported> {
  const head = await headOf(state, query, now);
  return {
    today: await todayPage(state, head),
    model: await modelPage(state, head),
    drift: await driftPage(state, head),
    campaigns: await campaignsPage(state, head),
    experiments: await experimentsPage(state, head),
    data: await dataPage(state, head),
  };
}
