// A PostgreSQL of the test's own: fresh data, a free port, stopped at the end. Without the programs the tests are skipped.
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import pg from 'pg';

import {
  certificates,
  ended,
  freePort,
  idsOf,
  isRoot,
  program,
  serverFolder,
  started,
  type TestServer,
} from './server.js';

const server = program(
  ...[19, 18, 17, 16, 15, 14].map((version) => `/usr/lib/postgresql/${version}/bin/postgres`),
);
const initdb = server === null ? null : path.join(path.dirname(server), 'initdb');

/** Why there is none here; null when there is. */
export const noPostgres = server === null ? 'no PostgreSQL (apt-get install postgresql)' : null;

export interface TestPostgres extends TestServer {
  /** The authority of the server's certificate, which is for `db.winback.test`. */
  readonly ca: string;
  /** Runs statements as the administrator; the rows of the last one. */
  admin(...statements: readonly string[]): Promise<readonly Record<string, unknown>[]>;
}

/** The administrator comes in without a password; everybody else needs one. */
const access = `host all postgres 127.0.0.1/32 trust
host all all 127.0.0.1/32 scram-sha-256
`;

export async function startPostgres(): Promise<TestPostgres> {
  const folder = serverFolder();
  const data = path.join(folder, 'data');
  const tls = certificates(folder);
  const ids = isRoot ? idsOf('postgres') : undefined;
  const owned = (file: string): void => {
    if (ids) chownSync(file, ids.uid, ids.gid);
  };
  owned(folder);
  chmodSync(folder, 0o755);
  execFileSync(
    initdb!,
    ['-D', data, '-A', 'trust', '-E', 'UTF8', '--locale=C', '-U', 'postgres', '--no-sync'],
    {
      ...ids,
      cwd: folder,
      stdio: 'pipe',
    },
  );
  for (const [from, name] of [
    [tls.cert, 'server.crt'],
    [tls.key, 'server.key'],
  ] as const) {
    copyFileSync(from, path.join(data, name));
    chmodSync(path.join(data, name), 0o600);
    owned(path.join(data, name));
  }
  writeFileSync(path.join(data, 'pg_hba.conf'), access);
  const port = await freePort();
  const args = [
    ...['-D', data, '-p', String(port), '-k', folder],
    ...['listen_addresses=127.0.0.1', 'fsync=off', 'ssl=on'].flatMap((setting) => ['-c', setting]),
  ];
  const admin = (...statements: readonly string[]): Promise<readonly Record<string, unknown>[]> =>
    query(port, statements, 'shop');
  const child = await started(server!, args, { ...ids, cwd: folder }, () =>
    query(port, ['SELECT 1'], 'postgres').then(
      () => true,
      () => false,
    ),
  );
  await query(port, ['CREATE DATABASE shop'], 'postgres');
  return { port, folder, ca: tls.ca, admin, stop: () => ended(child, folder) };
}

async function query(
  port: number,
  statements: readonly string[],
  database: string,
): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', database });
  client.on('error', () => undefined);
  await client.connect();
  try {
    let rows: readonly Record<string, unknown>[] = [];
    for (const sql of statements) ({ rows } = await client.query(sql));
    return rows;
  } finally {
    await client.end();
  }
}
