import { WinbackError } from '../../base/errors.js';
import type { DialectName } from '../../data/sql/render.js';
import type { Source } from '../../data/sql/tree.js';
import { connectionUrl, hasScheme } from '../../stores/connection-url.js';

/**
 * The user's table: the one that is named, else the one of the configuration, in the database of its URL.
 * @param config source and table of a section
 * @param named table in place of the configuration's
 * @throws WinbackError BAD_INPUT where no table has a name
 */
export function tableOf(
  { source, table }: { readonly source: readonly string[]; readonly table: string | undefined },
  named: string | undefined,
  dialect: DialectName,
): Extract<Source, { kind: 'table' }> {
  const name = named ?? table;
  if (name === undefined)
    throw new WinbackError(
      'BAD_INPUT',
      '--table: the data are files; name the table or view that holds them in the database',
    );
  const url = source.find((one) => hasScheme(one, 'clickhouse'));
  const database = url === undefined ? undefined : connectionUrl(url, 'source', ['protocol']).database;
  if (dialect === 'clickhouse' && database !== undefined)
    return { kind: 'table', database: [database], name };
  const parts = ['mysql', 'spark'].includes(dialect) ? name.split('.') : [name];
  return { kind: 'table', database: parts.slice(0, -1), name: parts.at(-1)! };
}
