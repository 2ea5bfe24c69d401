import { masked } from '../../base/masked.js';
import { stepsOf } from '../../data/nested/column-path.js';
import type { JsonReading } from '../../data/nested/json-values.js';
import {
  aggregate,
  all,
  binary,
  call,
  cast,
  column,
  countIf,
  equal,
  literal,
  not,
} from '../../data/sql/build.js';
import type { Query, Sql } from '../../data/sql/tree.js';
import type { EventsConfig } from '../config.js';
import { mappedColumns } from '../log/ingest-sql.js';
import type { PushedSource } from './pushed-source.js';

/** How a server's JSON texts that values are taken from were read, as data/nested/json-values.ts counts it. */
export async function pushedJson(
  config: EventsConfig,
  { types, persons }: Pick<PushedSource, 'types' | 'persons'>,
  ask: (query: Query) => Promise<readonly Readonly<Record<string, unknown>>[]>,
): Promise<readonly JsonReading[]> {
  const rows = {
    from: { kind: 'table', name: config.table! },
    where: persons === undefined ? undefined : equal(column('team_id'), literal(persons.team)),
  } as const;
  const readings: JsonReading[] = [];
  for (const name of jsonColumns(config, types)) {
    const [isText, isBad] = testsOf(name);
    const counts = [
      { name: 'given', sql: countIf(isText) },
      { name: 'unusable', sql: countIf(isBad) },
    ];
    const [row] = await ask({ ...rows, columns: counts });
    const unusable = Number(row?.['unusable'] ?? 0);
    const found = unusable === 0 ? [] : await ask(examplesOf(name, isBad, rows));
    const examples = [...new Set(found.map(({ text }) => masked(String(text))))];
    readings.push({ column: name, given: Number(row?.['given'] ?? 0), unusable, examples });
  }
  return readings;
}

/** Columns of texts of which keys are mapped. */
function jsonColumns(config: EventsConfig, types: PushedSource['types']): readonly string[] {
  const first = [...mappedColumns(config).keys()]
    .filter((name) => !types.has(name))
    .map((name) => stepsOf(name)?.[0]);
  return [...new Set(first.filter((name) => typeof name === 'string' && types.has(name)))] as string[];
}

/** Whether a row has a text, and whether that is neither an object nor a list. */
function testsOf(name: string): readonly [Sql, Sql] {
  const text = call('coalesce', call('trim', cast(column(name), 'text')), literal(''));
  const isText = binary('<>', text, literal(''));
  const starts = (letter: string): Sql => call('startsWith', text, literal(letter));
  const isUsable = all(call('isJson', text), binary('or', starts('{'), starts('[')));
  return [isText, all(isText, not(isUsable))];
}

function examplesOf(name: string, isBad: Sql, rows: Pick<Query, 'from' | 'where'>): Query {
  const text = cast(column(name), 'text');
  const where = rows.where === undefined ? isBad : all(rows.where, isBad);
  return {
    ...rows,
    where,
    columns: [{ name: 'text', sql: text }],
    groupBy: [text],
    orderBy: [{ sql: aggregate('count', []), descending: true }, { sql: text }],
    limit: 3,
  };
}
