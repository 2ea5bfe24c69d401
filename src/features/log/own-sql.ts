import { quotedText } from '../../data/sql/quote.js';
import {
  type OwnEvents,
  type OwnStream,
  ownStreams,
  perUnit,
  streamTest,
  streamValue,
} from '../own/streams.js';
import type { Staging } from './ingest-sql.js';
import { numberSql, textSql } from './number-sql.js';
import { roleText } from './role-sql.js';

// Columns of the staged rows for the streams of the user's own features, from the source to the event. Each text begins
// with a comma or ends with one, so that it is empty where there is no stream.

const withColumn = (config: OwnEvents): readonly OwnStream[] =>
  ownStreams(config).filter(({ column }) => column !== undefined);

/** What the columns hold: `n_...` numbers, `t_...` texts. */
export function ownGiven({ config, types, numbers: { forms } }: Staging): string {
  return withColumn(config)
    .map((stream) => {
      const name = streamValue(stream);
      return stream.isText
        ? `nullif(trim((${textSql(stream.column!, types)})::VARCHAR), '') AS t_${name},\n  `
        : `${numberSql(stream.column, types, forms)} AS n_${name},\n  `;
    })
    .join('');
}

/** Numbers in millionths, texts as their hashes. */
export function ownUnits(config: OwnEvents): string {
  return withColumn(config)
    .map((stream) => {
      const name = streamValue(stream);
      const number = `TRY_CAST(round(n_${name} * ${perUnit}) AS BIGINT)`;
      const text = `if(t_${name} IS NULL, NULL, hash(t_${name}))`;
      return `,\n  ${stream.isText ? text : number} AS v_${name}`;
    })
    .join('');
}

/** The values under their names in the normalised log. */
export const ownValues = (config: OwnEvents): string =>
  withColumn(config)
    .map((stream) => `v_${streamValue(stream)} AS ${streamValue(stream)},\n  `)
    .join('');

/** Whether an event is of a stream. A negative payment is a refund by then. */
export function ownTests(config: OwnEvents): string {
  return ownStreams(config)
    .map((stream) => `, ${testOf(stream)} AS ${streamTest(stream)}`)
    .join('');
}

/** The same where the rows of an order become one: numbers are added up, of texts one is kept, as of features. */
export function ownOfOrder(config: OwnEvents): string {
  return ownStreams(config)
    .map((stream) => {
      const test = `, bool_or(${testOf(stream)}) AS ${streamTest(stream)}`;
      if (stream.column === undefined) return test;
      const name = streamValue(stream);
      return `${test}, ${stream.isText ? `min(${name})` : `sum(${name})::BIGINT`} AS ${name}`;
    })
    .join('');
}

function testOf({ roles, names }: OwnStream): string {
  const tests = [
    ...roles.map((role) => `role = ${roleText(role)}`),
    ...(names.length === 0 ? [] : [`name IN (${names.map(quotedText).join(', ')})`]),
  ];
  return `coalesce(${tests.join(' OR ')}, false)`;
}
