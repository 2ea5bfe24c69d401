// What both databases are asked, so that both are held to the same answers.
import { expect } from 'vitest';

import { sqlStore } from '../../../src/stores/open-store.js';
import type { StoreAccess } from '../../../src/stores/sql/access.js';
import type { Cell, Relation, SqlStore, TextRow, WrittenRun } from '../../../src/stores/sql/store.js';

export const password = 'pa55-Wörd';

/** A store as the user `reader`, whose password stands in the environment. */
export const readerOf = (url: string, access: StoreAccess = {}): Promise<SqlStore> =>
  sqlStore(url, { passwordFrom: { env: 'READER' }, ...access }, 'attributes.source', {
    environment: { READER: password },
  });

/** Everything a relation holds. */
export async function allRows(
  store: SqlStore,
  from: Relation,
  signal?: AbortSignal,
): Promise<{ types: Record<string, string>; rows: TextRow[]; zeroDates: ReadonlyMap<string, number> }> {
  const columns = await store.columns(from, signal);
  const { batches, zeroDates } = store.rows(from, columns, signal);
  const rows: TextRow[] = [];
  for await (const batch of batches) rows.push(...batch);
  return { types: Object.fromEntries(columns.map(({ name, type }) => [name, type])), rows, zeroDates };
}

/** What a call throws, which must name place and remedy and never the password. */
export async function failure(work: Promise<unknown>): Promise<{ code: string; message: string }> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason as Error & { code: string },
  );
  expect(error).not.toBeNull();
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
    expect(JSON.stringify([cause.message, { ...cause }])).not.toContain(password);
  return { code: error!.code, message: error!.message };
}

/** A run of scores. */
export const scoresRun = (run: string, create = true): WrittenRun => ({
  table: 'scores',
  columns: [
    { name: 'run', kind: 'key' },
    { name: 'user_id', kind: 'key' },
    { name: 'churn_prob', kind: 'number' },
    { name: 'rank', kind: 'integer' },
    { name: 'tier', kind: 'text' },
  ],
  key: ['run', 'user_id'],
  run,
  create,
});

/** Rows of a run in batches; `fail` breaks off after the last batch. */
export async function* batchesOf(
  run: string,
  users: number,
  { fail = false, size = 1500 } = {},
): AsyncGenerator<readonly (readonly Cell[])[]> {
  for (let from = 0; from < users; from += size) {
    yield Array.from({ length: Math.min(size, users - from) }, (_, i) => {
      const user = from + i;
      return [run, `用户'"\\${user}`, user / 3, BigInt(user), user % 2 === 0 ? null : 'high'] as const;
    });
  }
  if (fail) throw new Error('the maker of rows failed');
}
