/** Texts that stand for a missing number in files of R, pandas, SQL dumps and spreadsheets, in lower case. */
export const missingMarks: ReadonlySet<string> = new Set([
  ...['', 'na', 'n/a', '#n/a', 'nan', 'null', 'none', 'nil', '\\n', '?', '-', '--', '.'],
  ...['inf', '+inf', '-inf', 'infinity', '+infinity', '-infinity'],
]);

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const grouped = /^[+-]?[¥￥$€£]?\s?[+-]?(\d{1,3}([,' ]\d{3})+|\d+)([.,]\d+)?\s?[%¥￥元$€£]?$/;

/** The number a text holds; null for a mark of a missing one, undefined for any other text. */
export function numberIn(text: string): number | null | undefined {
  const trimmed = text.trim();
  if (missingMarks.has(trimmed.toLowerCase())) return null;
  if (!decimal.test(trimmed)) return undefined;
  const number = Number(trimmed);
  return Number.isFinite(number) ? number : undefined;
}

/** A number written with separators, a sign of money or per cent: `1,853.00`. It is no number to numberIn. */
export function isWrittenNumber(text: string): boolean {
  return grouped.test(text.trim());
}
