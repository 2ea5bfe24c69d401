import { WinbackError } from '../base/errors.js';
import { suggestion } from '../base/options.js';
import type { DuckDb } from '../data/sources/duckdb.js';
import { quotedName } from '../data/sql/quote.js';
import { renderQuery } from '../data/sql/render.js';
import type { AttributesConfig } from './config.js';
import type { WorkOptions } from './event-log.js';
import type { Day } from './records.js';
import { type AttributeEncoding, attributeCounts } from './snapshot-query.js';
import { attachSource } from './source.js';

/** Category that takes what is not among the most frequent. */
export const otherCategory = 'other';

/**
 * Reads user attributes into table `attributes` (uid, valid_from, one text column a field). Without a
 * `validFrom` column every row holds for all time.
 * @throws WinbackError BAD_INPUT for a missing column, or two rows of one user for the same time
 */
export async function readAttributes(
  engine: DuckDb,
  config: AttributesConfig,
  options: WorkOptions,
): Promise<void> {
  const { signal } = options;
  const named = [config.user, ...(config.validFrom ? [config.validFrom] : []), ...config.fields];
  const mapped = new Map(named.map((name) => [name, 'attributes']));
  const text = [config.user, ...config.fields];
  const source = await attachSource(
    engine,
    { source: config.source, table: config.table, mapped, text },
    options,
  );
  const known = source.columns.map(({ name }) => name);
  for (const name of named) {
    if (known.includes(name)) continue;
    throw new WinbackError('BAD_INPUT', `attributes: no column "${name}"${suggestion(name, known)}`);
  }
  const from = config.validFrom ? `${quotedName(config.validFrom)}::DATE` : "DATE '0001-01-01'";
  const fields = config.fields.map(
    (name) => `nullif(trim(${quotedName(name)}::VARCHAR), '') AS ${quotedName(name)}`,
  );
  await engine.run(
    `CREATE TABLE attributes AS SELECT users.uid AS uid, valid_from, given.* EXCLUDE (user_id, valid_from)
     FROM (SELECT trim(${quotedName(config.user)}::VARCHAR) AS user_id, ${from} AS valid_from, ${fields.join(', ')}
           FROM ${source.from}) given JOIN users USING (user_id)`,
    { signal },
  );
  await refuseOverlaps(engine, config, signal);
}

async function refuseOverlaps(
  engine: DuckDb,
  config: AttributesConfig,
  signal: AbortSignal | undefined,
): Promise<void> {
  const [twice] = await engine.rows(
    `SELECT user_id FROM attributes JOIN users USING (uid) GROUP BY user_id, valid_from HAVING count(*) > 1
     ORDER BY user_id LIMIT 1`,
    { signal },
  );
  if (twice === undefined) return;
  const remedy = config.validFrom ? 'for the same day' : 'and no `validFrom` tells which holds';
  throw new WinbackError(
    'BAD_INPUT',
    `attributes: user ${String(twice['user_id'])} has several rows ${remedy}`,
  );
}

/**
 * The categories of each field as known on `day`: the `topK` most frequent among the users seen by then.
 * Fitted on the last train snapshot, so that later sections cannot shape the encoding.
 */
export async function fitEncodings(
  engine: DuckDb,
  config: AttributesConfig,
  day: Day,
  signal: AbortSignal | undefined,
): Promise<readonly AttributeEncoding[]> {
  const encodings: AttributeEncoding[] = [];
  for (const field of config.fields) {
    const query = renderQuery(attributeCounts(field, day, config.topK), 'duckdb');
    const rows = await engine.rows(query, { signal });
    const values = rows.map((row) => String(row['value'])).filter((value) => value !== otherCategory);
    encodings.push({ field, categories: values });
  }
  return encodings;
}
