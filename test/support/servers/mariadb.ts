// A MariaDB of the test's own: fresh data, a free port, stopped at the end. Without the programs the tests are skipped.
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync } from 'node:fs';
import path from 'node:path';

import { createConnection } from 'mysql2';

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

const daemon = program('/usr/sbin/mariadbd', '/usr/local/sbin/mariadbd');
const installer = program('/usr/bin/mariadb-install-db');

/** Why there is none here; null when there is. */
export const noMariadb =
  daemon === null || installer === null ? 'no MariaDB (apt-get install mariadb-server)' : null;

export interface TestMariadb extends TestServer {
  /** The authority of the server's certificate, which is for `db.winback.test`. */
  readonly ca: string;
  /** Runs statements as the administrator; the rows of the last one. */
  admin(...statements: readonly string[]): Promise<readonly Record<string, unknown>[]>;
}

export async function startMariadb(): Promise<TestMariadb> {
  const folder = serverFolder();
  const data = path.join(folder, 'data');
  const tls = certificates(folder);
  const user = isRoot ? ['--user=mysql'] : [];
  chmodSync(folder, 0o755);
  execFileSync(
    installer!,
    [
      '--no-defaults',
      ...user,
      `--datadir=${data}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
    ],
    { stdio: 'pipe' },
  );
  if (isRoot) {
    const { uid, gid } = idsOf('mysql');
    for (const file of [folder, tls.key, tls.cert]) chownSync(file, uid, gid);
  }
  const port = await freePort();
  const args = [
    ...['--no-defaults', ...user, `--datadir=${data}`, `--socket=${folder}/s`, `--port=${port}`],
    ...[
      '--bind-address=127.0.0.1',
      `--pid-file=${folder}/pid`,
      '--skip-log-bin',
      '--innodb-flush-log-at-trx-commit=0',
    ],
    ...[`--ssl-cert=${tls.cert}`, `--ssl-key=${tls.key}`, '--sql-mode='],
  ];
  const admin = (...statements: readonly string[]): Promise<readonly Record<string, unknown>[]> =>
    query(port, statements);
  const child = await started(daemon!, args, { cwd: folder }, () =>
    admin('SELECT 1').then(
      () => true,
      () => false,
    ),
  );
  await admin('CREATE DATABASE shop CHARACTER SET utf8mb4');
  return { port, folder, ca: tls.ca, admin, stop: () => ended(child, folder) };
}

async function query(
  port: number,
  statements: readonly string[],
): Promise<readonly Record<string, unknown>[]> {
  const connection = createConnection({
    host: '127.0.0.1',
    port,
    user: 'root',
    database: undefined as never,
  });
  connection.on('error', () => undefined);
  try {
    let rows: readonly Record<string, unknown>[] = [];
    for (const sql of statements)
      rows = await new Promise((resolve, reject) => {
        connection.query(sql, (error, found) => (error ? reject(error) : resolve(found as never)));
      });
    return rows;
  } finally {
    connection.destroy();
  }
}
