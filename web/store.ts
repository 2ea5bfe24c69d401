import { computed, signal } from '@preact/signals';

import { type PageName, pageNames } from '../src/dashboard/documents/common.js';
import type { Documents, Exported } from '../src/dashboard/documents/documents.js';

/** What the address asks for. */
export interface Route {
  readonly page: PageName;
  readonly project: string;
  readonly from: string;
  readonly to: string;
  readonly model: string;
}

/** How often the state is asked where the server cannot tell of changes, ms. */
const pollMs = 60_000;
const keys = ['project', 'from', 'to', 'model'] as const;

/** The route of an address such as `#/drift?from=2025-07-01`. */
export function routeOf(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const asked = new URLSearchParams(query);
  const page = (pageNames as readonly string[]).includes(path) ? (path as PageName) : 'today';
  const [project, from, to, model] = keys.map((key) => asked.get(key) ?? '');
  return { page, project: project!, from: from!, to: to!, model: model! };
}

/** The address of a route. */
export function addressOf(route: Route): string {
  const query = new URLSearchParams(keys.flatMap((key) => (route[key] === '' ? [] : [[key, route[key]]])));
  return `#/${route.page}${query.size === 0 ? '' : `?${query}`}`;
}

const inline = document.getElementById('data')?.textContent;

/** Documents that stand in the page itself; null where a server has them. */
export const exported: Exported | null = inline == null ? null : (JSON.parse(inline) as Exported);

export const route = signal(routeOf(location.hash));
/** The newest document of the page in view; null until it is there. */
export const shown = signal<Documents[PageName] | null>(exported?.[route.value.page] ?? null);
/** Page that `shown` belongs to. */
export const shownPage = signal<PageName>(route.value.page);
export const failure = signal<string | null>(null);
/** Whether the server tells of changes. */
export const isLive = signal(false);

/** The document, if it is that of a page. */
export const documentOf = <K extends PageName>(page: K) =>
  computed(() => (shownPage.value === page ? (shown.value as Documents[K] | null) : null));

let asked = 0;

/** Asks for the document of the address in view. An answer that another one overtook is left out. */
export async function load(): Promise<void> {
  const { page, ...query } = route.value;
  if (exported !== null) return show(page, exported[page]);
  const mine = ++asked;
  const given = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ''));
  try {
    const response = await fetch(`api/${page}?${given}`);
    const body: unknown = await response.json();
    if (mine !== asked) return;
    if (!response.ok) failure.value = (body as { error: string }).error;
    else show(page, body as Documents[PageName]);
  } catch (error) {
    if (mine === asked) failure.value = (error as Error).message;
  }
}

function show(page: PageName, document: Documents[PageName]): void {
  failure.value = null;
  shown.value = document;
  shownPage.value = page;
}

/** Goes to a route; the address keeps it. */
export function go(change: Partial<Route>): void {
  location.hash = addressOf({ ...route.value, ...change });
}

/** Follows the address, and what the server tells of changes. */
export function start(): void {
  addEventListener('hashchange', () => {
    route.value = routeOf(location.hash);
    void load();
  });
  void load();
  if (exported !== null) return;
  const events = new EventSource('events');
  events.onopen = () => {
    isLive.value = true;
  };
  events.onerror = () => {
    isLive.value = false;
  };
  events.addEventListener('changed', () => void load());
  setInterval(() => {
    if (!isLive.value) void load();
  }, pollMs);
}
