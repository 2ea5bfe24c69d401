import { isProduct, type Viewed } from '../behaviour.js';
import { type Column, isNumeric, valueSql } from '../columns.js';
import type { GuessReason } from '../records.js';
import { priceWords, quantityWords } from '../words/columns.js';
import { weightOf } from '../words/words.js';
import { candidatesFor, type Scored } from './candidates.js';
import type { Coverage } from './coverage.js';

/** A column, or the product of two, with the sum of money of a row. */
export interface AmountCandidate extends Omit<Scored, 'column'> {
  readonly columns: readonly Column[];
}

const looked = 5;
/** Below it a column is no amount. */
export const leastAmountScore = 0.5;
/** Two amounts whose scores differ by less are a question. */
const clearMargin = 0.08;

/** The amounts that a row could have, the likeliest first. */
export async function amountCandidates(
  viewed: Viewed,
  columns: readonly Column[],
  coverage: Coverage | null,
): Promise<readonly AmountCandidate[]> {
  const singles = candidatesFor('amount', columns).slice(0, looked);
  const product = productOf(columns);
  const found: AmountCandidate[] = [];
  for (const scored of singles) {
    const paid = onPayments(coverage, scored.column);
    const checked = product === null ? null : await checkedBy(viewed, scored, product);
    found.push(refined(scored, paid, checked, product));
  }
  const all = product === null ? found : withProduct(found, product);
  return all.sort((a, b) => b.score - a.score);
}

/** The first two where the data do not tell which is meant; empty otherwise. */
export async function ambiguousAmounts(
  viewed: Viewed,
  [first, second]: readonly AmountCandidate[],
): Promise<readonly AmountCandidate[]> {
  if (first === undefined || second === undefined || second.score < leastAmountScore) return [];
  if (first.score - second.score >= clearMargin) return [];
  return (await areEqual(viewed, first, second)) ? [] : [first, second];
}

interface Product {
  readonly quantity: Column;
  readonly price: Column;
}

function productOf(columns: readonly Column[]): Product | null {
  const quantity = columns.find((one) => isNumeric(one) && weightOf(one.phrase, quantityWords) > 0);
  const price = columns.find((one) => isNumeric(one) && weightOf(one.phrase, priceWords) > 0);
  // One piece in every row: the price is the amount.
  if (quantity === undefined || price === undefined || quantity.distinct < 2) return null;
  return { quantity, price };
}

async function checkedBy(
  viewed: Viewed,
  { column }: Scored,
  { quantity, price }: Product,
): Promise<number | null> {
  if (column.alias === price.alias || column.alias === quantity.alias) return null;
  return isProduct(viewed, column, [quantity, price]);
}

interface Payments {
  /** Share of the payments with the amount. */
  readonly covered: number;
  /** The same for the payment that has it most often: another may be one by its name alone. */
  readonly best: number;
  /** Share of the other rows with it. */
  readonly others: number;
}

/** How the amount lies on events that are payments by name; null where none is. */
function onPayments(coverage: Coverage | null, column: Column): Payments | null {
  const covered = coverage?.on(column, ['payment']) ?? null;
  if (coverage === null || covered === null) return null;
  const best = coverage.best(column, ['payment']);
  return { covered, best, others: coverage.off(column, ['payment', 'refund', 'coupon']) };
}

function refined(
  scored: Scored,
  paid: Payments | null,
  checked: number | null,
  product: Product | null,
): AmountCandidate {
  let { score } = scored;
  const reasons: GuessReason[] = [...scored.reasons];
  if (paid !== null) {
    reasons.push({ code: 'onPayments', values: { share: paid.covered } });
    if (paid.best < 0.3) score *= 0.5;
    // Only payments have it: that says more than a name.
    else if (paid.best > 0.9 && paid.others < 0.02) score = Math.min(1, score + 0.4);
  }
  if (checked !== null && product !== null && checked > 0.95) {
    const { quantity, price } = product;
    reasons.push({
      code: 'checksOut',
      values: { quantity: quantity.name, price: price.name, share: checked },
    });
    score = Math.min(1, score + 0.2);
  }
  return { columns: [scored.column], score, reasons };
}

/** A price stands for its product with the quantity; a total that both make up stays first. */
function withProduct(found: readonly AmountCandidate[], { quantity, price }: Product): AmountCandidate[] {
  const others = found.filter(({ columns: [column] }) => column!.alias !== price.alias);
  const reason: GuessReason = { code: 'product', values: { quantity: quantity.name, price: price.name } };
  return [...others, { columns: [quantity, price], score: 0.78, reasons: [reason] }];
}

async function areEqual(
  { engine, view, signal }: Viewed,
  first: AmountCandidate,
  second: AmountCandidate,
): Promise<boolean> {
  const value = ({ columns }: AmountCandidate): string => columns.map(valueSql).join(' * ');
  const [row] = await engine.rows(
    `SELECT avg((abs(a - b) <= 0.011)::INTEGER) AS share FROM (SELECT ${value(first)} AS a, ${value(second)} AS b FROM ${view})
     WHERE a IS NOT NULL AND b IS NOT NULL`,
    { signal },
  );
  return Number(row?.['share'] ?? 0) > 0.995;
}
