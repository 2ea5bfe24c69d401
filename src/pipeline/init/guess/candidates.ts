import { type Column, isNames, isNumeric } from '../columns.js';
import type { GuessReason, Meaning } from '../records.js';
import { columnAntiWords, columnWords, quantityWords } from '../words/columns.js';
import { weightOf } from '../words/words.js';

/** A column that could have a meaning, before its behaviour is looked at. */
export interface Scored {
  readonly column: Column;
  readonly score: number;
  readonly reasons: readonly GuessReason[];
}

/** How well the values of a column fit a meaning, 0 to 1; null where they rule it out. */
type Content = (column: Column) => number | null;

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

function userContent(column: Column): number | null {
  // 1287850.1700000 is a number, and GA4's name of a browser.
  const isId =
    isNames(column) || (column.kind === 'number' && /^VARCHAR/.test(column.stored) && isNamedId(column));
  if (!isId || column.distinct < 2 || column.shape === 'percent') return null;
  const repeated = column.repeats < 1.02 ? 0.05 : column.repeats < 1.3 ? 0.4 : 0.65;
  const many = column.distinct >= 20 ? 0.15 : column.distinct >= 5 ? 0.05 : 0;
  return Math.min(1, repeated + many + (column.fill > 0.5 ? 0.2 : 0.05));
}

const isNamedId = ({ phrase }: Column): boolean => weightOf(phrase, columnWords.user) >= 0.7;

function timeContent(column: Column): number | null {
  if (column.kind !== 'time' || column.fill < 0.3) return null;
  const varied = Math.min(1, share(column.distinct, column.filled) * 5 + (column.distinct > 30 ? 0.4 : 0));
  return 0.3 + 0.4 * varied + (column.fill > 0.99 ? 0.3 : 0.1);
}

function eventContent(column: Column): number | null {
  if (column.kind !== 'text' || column.shape !== null) return null;
  if (column.distinct < 2 || column.distinct > 1000 || column.repeats < 3) return null;
  return (column.fill > 0.95 ? 0.5 : 0.15) + (column.distinct >= 3 && column.distinct <= 100 ? 0.25 : 0.05);
}

function amountContent(column: Column): number | null {
  if (!isNumeric(column) || column.leadingZeros > 0 || column.shape === 'percent') return null;
  if (column.distinct < 2) return null;
  if (column.shape === 'currency') return 1;
  const decimals = share(column.fractions, column.filled) > 0.05 ? 0.75 : 0.45;
  const signs = share(column.negative, column.filled) > 0.5 ? -0.3 : 0.15;
  return decimals + signs;
}

function idContent(column: Column): number | null {
  if (!isNames(column) || column.fill < 0.5) return null;
  const unique = share(column.distinct, column.filled);
  return unique < 0.9 ? null : unique >= 0.97 ? 1 : 0.8;
}

function orderContent(column: Column): number | null {
  if (!isNames(column) || column.distinct < 5 || column.fractions > 0) return null;
  return column.repeats > 200 ? 0.1 : 0.8;
}

const fewNames: Content = (column) =>
  column.kind === 'text' &&
  column.shape === null &&
  column.distinct >= 2 &&
  column.distinct <= 500 &&
  column.repeats >= 2
    ? 0.8
    : null;
const number: Content = (column) => (isNumeric(column) && column.distinct > 1 ? 0.7 : null);
const currency: Content = (column) =>
  column.kind === 'text' && column.distinct >= 1 && column.distinct <= 60 ? 0.9 : null;

const contents: Readonly<Record<Meaning, Content>> = {
  user: userContent,
  time: timeContent,
  event: eventContent,
  id: idContent,
  order: orderContent,
  amount: amountContent,
  couponAmount: number,
  currency,
  duration: number,
  feature: fewNames,
  quotaUsed: number,
  quotaTotal: number,
};

/** Meanings that values alone can suggest, without a telling name. */
const byContent: Readonly<Partial<Record<Meaning, number>>> = {
  user: 0.35,
  time: 0.55,
  event: 0.3,
  amount: 0.15,
};

/** Values such as ¥388.00 are money, whatever their column is called. */
const moneyAlone = 0.6;

/** Columns that could have the meaning, the likeliest first. */
export function candidatesFor(meaning: Meaning, columns: readonly Column[]): readonly Scored[] {
  const found = columns.flatMap((column) => {
    const content = contents[meaning](column);
    if (content === null || content <= 0) return [];
    const named = nameWeight(meaning, column);
    const alone = meaning === 'amount' && column.shape === 'currency' ? moneyAlone : byContent[meaning];
    if (named <= 0 && alone === undefined) return [];
    const score = named > 0 ? 0.6 * named + 0.4 * content : (alone ?? 0) * content + 0.3 * Math.min(0, named);
    if (score <= 0) return [];
    return [{ column, score, reasons: reasonsFor(meaning, column, named) }];
  });
  return found.sort((a, b) => b.score - a.score);
}

/** 0 to 1 for words that speak for the meaning, -1 for words against it. */
function nameWeight(meaning: Meaning, { phrase }: Column): number {
  const weight = weightOf(phrase, columnWords[meaning]);
  if (weight >= 0.95) return weight;
  if (columnAntiWords[meaning]?.test(phrase) === true) return weight > 0.6 ? weight * 0.4 : -1;
  if (meaning === 'amount' && weightOf(phrase, quantityWords) > 0) return -1;
  return weight;
}

function reasonsFor(meaning: Meaning, column: Column, named: number): readonly GuessReason[] {
  const reasons: GuessReason[] = [];
  if (named > 0) reasons.push({ code: 'named', values: { column: column.name } });
  if (meaning === 'time') reasons.push({ code: 'times', values: { form: column.timeForm ?? '' } });
  if (meaning === 'amount' && column.fractions > 0)
    reasons.push({ code: 'decimals', values: { share: share(column.fractions, column.filled) } });
  if (meaning === 'id')
    reasons.push({ code: 'unique', values: { share: share(column.distinct, column.filled) } });
  if (['currency', 'feature'].includes(meaning))
    reasons.push({ code: 'fewValues', values: { values: column.distinct } });
  return reasons;
}
