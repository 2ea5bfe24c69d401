import { WinbackError } from '../../base/errors.js';
import type { OpenTable } from '../nested/nested-source.js';
import type { DuckDb, QueryOptions } from '../sources/duckdb.js';
import { quotedText } from '../sql/quote.js';
import { exactPath } from './paths.js';

const mostKeys = 10_000;

/** DuckDB's largest JSON object that it reads, bytes. */
const largestObject = 128 * 2 ** 20;

/**
 * Files of JSON lines, or of one JSON array each, as a table of their objects. Its columns are all keys that any object
 * has, most frequent first; their values are read as text.
 * @throws WinbackError BAD_INPUT for malformed JSON (with file and line), for rows that are no objects, for no rows
 */
export async function jsonRows(
  engine: DuckDb,
  files: readonly string[],
  { signal }: QueryOptions = {},
): Promise<OpenTable> {
  const list = `[${files.map((file) => quotedText(exactPath(file))).join(', ')}]`;
  const from = `read_json_objects(${list}, maximum_object_size = ${largestObject})`;
  const [counts] = await engine.rows(
    `SELECT count(*) AS "rows", count(*) FILTER (json_type(json) <> 'OBJECT') AS others,
       any_value(json_type(json)) FILTER (json_type(json) <> 'OBJECT') AS example FROM ${from}`,
    { signal },
  );
  const others = Number(counts?.['others'] ?? 0);
  const told = files.slice(0, 3).join(', ');
  if (others > 0)
    throw new WinbackError(
      'BAD_INPUT',
      `${told}: ${others} of ${Number(counts?.['rows'])} rows are no JSON objects but ${String(counts?.['example']).toLowerCase()}: ` +
        'write one object a line, or an array of objects',
    );
  if (Number(counts?.['rows']) === 0) throw new WinbackError('BAD_INPUT', `${told} holds no rows`);
  const keys = await engine.rows(
    `SELECT key, count(*) AS n FROM (SELECT unnest(json_keys(json)) AS key FROM ${from})
     GROUP BY 1 ORDER BY n DESC, key LIMIT ${mostKeys}`,
    { signal },
  );
  return {
    from,
    columns: keys.map((row) => ({ name: String(row['key']), type: 'VARCHAR' })),
    jsonRows: true,
  };
}
