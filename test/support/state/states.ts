// States of both databases for tests that hold both to the same answers. SQLite files lie in a folder of the test.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { openState } from '../../../src/state/open.js';
import type { State } from '../../../src/state/state.js';
import { noPostgres, startPostgres, type TestPostgres } from '../servers/postgres.js';

/** Places of fresh states of one database. */
export interface States {
  /** Name of the database, for titles. */
  readonly name: string;
  /** Starts what is needed. */
  begin(): Promise<void>;
  /** The URL of a new, empty state. */
  url(): Promise<string>;
  /** A new, empty state. */
  open(): Promise<State>;
  /** Stops and removes everything. */
  end(): Promise<void>;
}

function sqliteStates(): States {
  let folder = '';
  let count = 0;
  const url = async () => path.join(folder, `state-${++count}.db`);
  return {
    name: 'SQLite',
    begin: async () => {
      folder = mkdtempSync(path.join(os.tmpdir(), 'winback-state-'));
    },
    url,
    open: async () => openState(await url()),
    end: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

function postgresStates(): States {
  let server: TestPostgres | undefined;
  let count = 0;
  const url = async () => {
    const name = `state_${++count}`;
    await server!.admin(`CREATE DATABASE ${name}`);
    return `postgres://postgres@127.0.0.1:${server!.port}/${name}`;
  };
  return {
    name: 'PostgreSQL',
    begin: async () => {
      server = await startPostgres();
    },
    url,
    open: async () => openState(await url()),
    end: async () => {
      await server?.stop();
    },
  };
}

if (noPostgres !== null) console.warn(`${noPostgres}: tests of states in PostgreSQL skipped`);

/** SQLite, and PostgreSQL where it is installed. */
export const allStates = (): readonly States[] => [
  sqliteStates(),
  ...(noPostgres === null ? [postgresStates()] : []),
];
