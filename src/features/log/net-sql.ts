import { quotedName } from '../../data/sql/quote.js';
import type { FirstOf, Net } from '../mapping.js';

/** How one column is read: its number, and whether a row has a value there. */
export interface ColumnSql {
  /** SQL of the number; NULL where the value cannot be read. */
  number(name: string): string;
  /** SQL of whether there is a value, readable or not. */
  present(name: string): string;
}

/** The number of the first column with a value. One that cannot be read is not passed over. */
export function firstNumberSql({ firstOf }: FirstOf, { number, present }: ColumnSql): string {
  return caseSql(firstOf, present, number);
}

/** The text of the first column with a value. */
export const firstTextSql = ({ firstOf }: FirstOf, { present }: Pick<ColumnSql, 'present'>): string =>
  caseSql(firstOf, present, (name) => `${quotedName(name)}::VARCHAR`);

function caseSql(
  names: readonly string[],
  present: (name: string) => string,
  value: (name: string) => string,
): string {
  return `CASE ${names.map((name) => `WHEN ${present(name)} THEN ${value(name)}`).join(' ')} END`;
}

/** The first column minus the others, of which a missing one is 0; in the main unit of the currency. */
export function netSql({ minus, minorUnits }: Net, { number, present }: ColumnSql): string {
  const [first, ...others] = minus;
  const taken = others.map((name) => ` - CASE WHEN ${present(name)} THEN ${number(name)} ELSE 0 END`);
  const net = `(${number(first!)}${taken.join('')})`;
  return minorUnits === undefined ? net : `${net} / ${unitsSql(minorUnits)}`;
}

// docs.stripe.com/currencies: units of `amount` in charges. UGX stands both among the currencies without minor units and
// among those written with two digits, so that its amounts are not read.
const without = 'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' ');
const thousandths = 'BHD JOD KWD OMR TND'.split(' ');

function unitsSql(currency: string): string {
  const code = `upper(trim(${quotedName(currency)}::VARCHAR))`;
  const list = (codes: readonly string[]): string => codes.map((one) => `'${one}'`).join(', ');
  return (
    `CASE WHEN ${code} IN (${list(without)}) THEN 1 WHEN ${code} IN (${list(thousandths)}) THEN 1000 ` +
    `WHEN ${code} = 'UGX' THEN NULL WHEN regexp_full_match(${code}, '[A-Z]{3}') THEN 100 END`
  );
}
