// What the addon takes for an open result of DuckDB, and what ends a reading that is under way.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { expect, it } from 'vitest';

import { DuckDb } from '../../src/data/sources/duckdb.js';
import { addon } from '../../src/native/load.js';

const columns = {
  ...{ user: 0, at: 1, utc: -1, role: 2, mark: -1, key: -1, late: -1 },
  valueOfRole: Int32Array.of(-1),
  sums: new Int32Array(),
  copies: new Int32Array(),
};

it('refuses what is no result and no connection of DuckDB, before it is followed', async () => {
  const log = addon().eventsNew(null, '');
  const engine = await DuckDb.open({ threads: 1 });
  const sql = 'SELECT 1 AS a';
  await engine.readNatively(
    sql,
    async ({ result, connection }) => {
      const wrong: readonly (readonly [object, object])[] = [
        [connection, result],
        [{}, connection],
        [result, {}],
        [log as object, connection],
        [new Float64Array(8), connection],
      ];
      for (const [first, second] of wrong) {
        expect(() => addon().eventsRead(log, first, second, columns, null, null)).toThrow(
          /not a (result|connection) of the @duckdb\/node-bindings that this package was made for/,
        );
      }
      return { ended: true };
    },
    {},
  );
  addon().eventsClose(log);
  engine.close();
});

it('refuses a result whose columns have other types, before a value is read', async () => {
  const log = addon().eventsNew(null, '');
  const engine = await DuckDb.open({ threads: 1 });
  const read = engine.readNatively(
    `SELECT 1 AS a, now()::TIMESTAMP AS b, 2 AS c`,
    ({ result, connection }) => addon().eventsRead(log, result, connection, columns, null, null),
    {},
  );
  await expect(read).rejects.toThrow(/column 0 of a result has DuckDB's type 4/);
  addon().eventsClose(log);
  engine.close();
});

it('leaves the process alive when a worker is terminated once its reading was aborted, at any moment', () => {
  const fixture = fileURLToPath(new URL('./fixtures/events-abort.mjs', import.meta.url));
  const run = spawnSync(process.execPath, [fixture], { encoding: 'utf8', timeout: 120_000 });
  expect({ status: run.status, signal: run.signal, stderr: run.stderr }).toEqual({
    status: 0,
    signal: null,
    stderr: '',
  });
}, 130_000);
