import { WinbackError } from '../base/errors.js';
import type { Statement, Transactions } from '../stores/sql/transactions.js';
import { migrations as released } from './migrations/list.js';
import { forPostgres, type Migration } from './migrations/migration.js';

const versions = `CREATE TABLE IF NOT EXISTS winback_migration ("number" INTEGER PRIMARY KEY, "name" TEXT NOT NULL)`;

/**
 * Brings a database to the newest form. Several programs may do so at once: one of them does each step.
 * @param migrations all that are known, oldest first
 * @returns the number of the last one
 * @throws WinbackError BAD_INPUT where a newer winback wrote the state, or the file belongs to another program
 */
export async function migrate(
  database: Transactions,
  migrations: readonly Migration[] = released,
): Promise<number> {
  const newest = migrations.length;
  let version = await versionOf(database);
  while (version < newest) {
    const next = migrations[version]!;
    try {
      await database.write(statementsOf(next, database));
      version = next.number;
    } catch (error) {
      // Another program may have done this step meanwhile.
      const now = await versionOf(database);
      if (now === version) throw error;
      version = now;
    }
  }
  if (version > newest)
    throw new WinbackError(
      'BAD_INPUT',
      `the state ${database.place} was written by a newer winback (its form is ${version}, this version knows ${newest}): update winback, or name another state`,
    );
  return version;
}

// The number goes first: where it is there already, nothing else of the step is done.
function statementsOf({ number, name, statements }: Migration, database: Transactions): readonly Statement[] {
  const form = (sql: string): Statement => ({
    sql: database.dialect === 'postgres' ? forPostgres(sql) : sql,
  });
  return [
    form(versions),
    { sql: 'INSERT INTO winback_migration VALUES (?, ?)', rows: [[number, name]] },
    ...statements.map(form),
  ];
}

const tables: Readonly<Record<Transactions['dialect'], string>> = {
  sqlite: `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
  // PostgreSQL databases are shared: only the table of migrations tells.
  postgres: `SELECT tablename AS name FROM pg_tables
    WHERE schemaname = current_schema() AND tablename = 'winback_migration'`,
};

async function versionOf(database: Transactions): Promise<number> {
  const [found] = await database.read([{ sql: tables[database.dialect] }]);
  const names = found!.rows.map(({ name }) => String(name));
  if (names.includes('winback_migration')) {
    const [last] = await database.read([{ sql: 'SELECT max("number") AS version FROM winback_migration' }]);
    return Number(last!.rows[0]!['version'] ?? 0);
  }
  if (names.length === 0) return 0;
  throw new WinbackError(
    'BAD_INPUT',
    `${database.place} holds tables of another program (such as ${names[0]!}): name another file for the state`,
  );
}
