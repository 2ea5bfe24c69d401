import { WinbackError } from '../../base/errors.js';
import { masked } from '../../base/masked.js';
import type { DuckDb, QueryOptions } from '../sources/duckdb.js';
import { plainNumberSql } from '../sql/plain-number.js';
import type { NumberFormat } from './number-form.js';
import { isNumberSql, moneySql, narrowedSql, writtenNumberSql } from './number-form-sql.js';

/** What the texts of a whole column tell about the form of its numbers. */
export interface NumberEvidence {
  /** Rows with a text. */
  readonly given: number;
  /** Of these, plain numbers such as 12 or 12.5, which every reader of CSV knows. */
  readonly plain: number;
  /** Rows that are a number in one form only, and in both with different values (1,234 and 1.234). */
  readonly dot: number;
  readonly comma: number;
  readonly either: number;
  /** Of `either`, those with a comma: 1,234 is 1234 or 1.234. */
  readonly eitherComma: number;
  /** Rows that are a number with separators, signs of money, units, per cent or wide digits. */
  readonly written: number;
  /** Rows with a per cent sign, and with a unit such as 万. */
  readonly percent: number;
  readonly scaled: number;
  /** Signs and codes of money, most frequent first. */
  readonly money: readonly string[];
  readonly examples: {
    readonly dot: string | null;
    readonly comma: string | null;
    readonly either: string | null;
  };
}

/** How the numbers of a column of texts are read. */
export interface NumberReading {
  /** Which sign parts thousands and which the fraction. */
  readonly form: NumberFormat;
  /** Rows with a per cent sign: 12% is read as 0.12. */
  readonly percent: number;
  /** Rows with a unit such as 万: 1.2万 is read as 12000. */
  readonly scaled: number;
  /** Sign or code of money; null without. */
  readonly money: string | null;
}

/** What prevents a reading. */
export type NumberDoubt =
  /** Only values such as 1,234, which may be 1234 or 1.234. */
  | { readonly kind: 'ambiguous'; readonly examples: readonly string[] }
  /** Values of both forms: 1,234.50 and 1.234,50. */
  | { readonly kind: 'mixed'; readonly examples: readonly string[] }
  /** Several currencies. */
  | { readonly kind: 'currencies'; readonly examples: readonly string[] };

/**
 * Looks at the number texts of a whole column.
 * @param from FROM item
 * @param text SQL of the column's texts
 */
export async function numberEvidence(
  engine: DuckDb,
  from: string,
  text: string,
  { signal }: QueryOptions = {},
): Promise<NumberEvidence> {
  const dot = isNumberSql('n', '1,234.56');
  const comma = isNumberSql('n', '1.234,56');
  const first = (condition: string): string => `any_value(n) FILTER (${condition})`;
  const different = `dot AND comma AND regexp_matches(n, '[.,]')`;
  const [row] = await engine.rows(
    `SELECT count(*) AS given, count(*) FILTER (plain) AS plain, count(*) FILTER (dot AND NOT comma) AS dot,
       count(*) FILTER (comma AND NOT dot) AS comma, count(*) FILTER (${different}) AS either,
       count(*) FILTER (${different} AND contains(n, ',')) AS "eitherComma",
       count(*) FILTER ((dot OR comma) AND NOT plain) AS written,
       count(*) FILTER ((dot OR comma) AND contains(n, '%')) AS percent,
       count(*) FILTER ((dot OR comma) AND regexp_matches(n, '[千万亿]')) AS scaled,
       ${first('dot AND NOT comma')} AS "dotExample", ${first('comma AND NOT dot')} AS "commaExample",
       coalesce(${first(`${different} AND contains(n, ',')`)}, ${first(different)}) AS "eitherExample"
     FROM (SELECT *, ${dot} AS dot, ${comma} AS comma, ((${plainNumberSql('n')}) IS NOT NULL AND n = t) AS plain FROM
       (SELECT t, ${narrowedSql('t')} AS n FROM (SELECT trim((${text})::VARCHAR) AS t FROM ${from})) WHERE n <> '')`,
    { signal },
  );
  const number = (key: string): number => Number(row?.[key] ?? 0);
  const example = (key: string): string | null => (row?.[key] == null ? null : masked(String(row[key])));
  return {
    ...{ given: number('given'), plain: number('plain'), dot: number('dot'), comma: number('comma') },
    ...{ either: number('either'), eitherComma: number('eitherComma') },
    ...{ written: number('written'), percent: number('percent'), scaled: number('scaled') },
    money: number('written') === 0 ? [] : await moneyOf(engine, from, text, signal),
    examples: {
      dot: example('dotExample'),
      comma: example('commaExample'),
      either: example('eitherExample'),
    },
  };
}

async function moneyOf(
  engine: DuckDb,
  from: string,
  text: string,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const money = (form: NumberFormat): string => `nullif(${moneySql('n', form)}, '')`;
  const rows = await engine.rows(
    `SELECT money, count(*) AS rows FROM (SELECT coalesce(${money('1,234.56')}, ${money('1.234,56')}) AS money
       FROM (SELECT ${narrowedSql(`trim((${text})::VARCHAR)`)} AS n FROM ${from}))
     WHERE money IS NOT NULL GROUP BY 1 ORDER BY rows DESC, money`,
    { signal },
  );
  return rows.map((row) => String(row['money']));
}

/** Share of a column that may be in the other form and so count as unreadable. */
const fewOthers = 0.05;

/**
 * The one reading of a whole column, or why there is none. Values of the other form cannot be read then; above 5 % of them
 * the column is `mixed`.
 * @param given the form, or `most`: that of most values, where both occur
 */
export function decideNumbers(
  evidence: NumberEvidence,
  given?: NumberFormat | 'most' | undefined,
): NumberReading | NumberDoubt {
  const currencies = new Set(evidence.money.map(currencyOf));
  if (currencies.size > 1) return { kind: 'currencies', examples: evidence.money.slice(0, 3) };
  const form = given === undefined || given === 'most' ? formOf(evidence, currencies, given) : given;
  if (typeof form !== 'string') return form;
  const { percent, scaled, money } = evidence;
  return { form, percent, scaled, money: money[0] ?? null };
}

function formOf(
  { dot, comma, either, eitherComma, examples }: NumberEvidence,
  currencies: ReadonlySet<string>,
  given: 'most' | undefined,
): NumberFormat | NumberDoubt {
  const told = (...texts: (string | null)[]): readonly string[] => texts.filter((text) => text !== null);
  if (dot > 0 && comma > 0) {
    if (given === undefined && Math.min(dot, comma) > fewOthers * (dot + comma))
      return { kind: 'mixed', examples: told(examples.dot, examples.comma) };
    return dot > comma ? '1,234.56' : '1.234,56';
  }
  if (comma > 0) return '1.234,56';
  if (dot > 0 || either === 0) return '1,234.56';
  const isGrouped = [...currencies].every((currency) => commaGroups.has(currency)) && currencies.size === 1;
  // € 1.234 has thousands or a fraction; a bare 1.234 is what every program writes.
  if (eitherComma === 0 && currencies.size === 0) return '1,234.56';
  return isGrouped ? '1,234.56' : { kind: 'ambiguous', examples: told(examples.either) };
}

/** Signs and codes of one currency. */
const names: readonly (readonly [RegExp, string])[] = [
  [/^(¥|元|圆|块|人民币|CNY|RMB)$/, 'CNY'],
  [/^(US\$|USD|美元)$/, 'USD'],
  [/^(£|GBP)$/, 'GBP'],
  [/^(€|EUR|欧元)$/, 'EUR'],
  [/^(HK\$|HKD|港元|港币)$/, 'HKD'],
  [/^(NT\$|NTD|TWD|新台币)$/, 'TWD'],
  [/^(円|日元|JPY)$/, 'JPY'],
  [/^(₩|KRW)$/, 'KRW'],
  [/^(₹|INR)$/, 'INR'],
  [/^(₽|RUB)$/, 'RUB'],
];

const currencyOf = (sign: string): string => names.find(([pattern]) => pattern.test(sign))?.[1] ?? sign;

/** Currencies of countries that all write thousands with a comma; of others, such as € and $, some do not. */
const commaGroups: ReadonlySet<string> = new Set(['CNY', 'USD', 'GBP', 'HKD', 'TWD', 'JPY', 'KRW']);

export const isDoubt = (decided: NumberReading | NumberDoubt): decided is NumberDoubt => 'kind' in decided;

/** Refuses a column whose numbers have no one reading. @param where such as `columns.amount: column "金额"` */
export function refuseNumbers(where: string, { kind, examples }: NumberDoubt, key: string): never {
  const told = examples.map((text) => `'${text}'`).join(' and ');
  const remedy = `name the form as ${key}: "1,234.56" or "1.234,56"`;
  const why = {
    ambiguous: `numbers such as ${told} could have thousands or a fraction after ${examples[0]?.includes(',') === false ? 'the dot' : 'the comma'}: ${remedy}`,
    mixed: `numbers such as ${told} have different signs for the fraction: write them in one form, or ${remedy}`,
    currencies: `amounts in several currencies (${told}) cannot be added: write them in one`,
  }[kind];
  throw new WinbackError('BAD_INPUT', `${where}: ${why}`);
}

/** SQL of the number of a text: NULL where it cannot be read. */
export function readNumberSql(text: string, form: NumberFormat): string {
  const narrowed = narrowedSql(`trim((${text})::VARCHAR)`);
  return form === '1,234.56'
    ? `coalesce(${plainNumberSql(`(${text})::VARCHAR`)}, ${writtenNumberSql(narrowed, form)})`
    : writtenNumberSql(narrowed, form);
}
