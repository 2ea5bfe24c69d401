/** Numbers as the sentences about an experiment write them; `typographic` (format.ts) sets minus signs and spaces. */

/** Three significant digits. */
export function three(value: number): string {
  return value.toPrecision(3);
}

/** Four decimals. */
export function four(value: number): string {
  return value.toFixed(4);
}

/** Smallest p told as a number. */
const smallestP = 1e-300;

/** A p after its name: `= 0.0123`, `= 2.0e-15` or `< 1e-300`. */
export function relation(p: number): string {
  if (p < smallestP) return '< 1e-300';
  return `= ${p < 1e-4 ? p.toExponential(1) : p.toFixed(4)}`;
}

/** A share in percent of so many decimals. */
export function share(value: number, digits: number): string {
  return `${(100 * value).toFixed(digits)} %`;
}

/** `[low, high]`; null = unbounded. */
export function ends({ low, high }: { readonly low: number | null; readonly high: number | null }): string {
  return `[${low === null ? '-∞' : three(low)}, ${high === null ? '∞' : three(high)}]`;
}

/** Caps of a column: `>= 1, <= 20`. */
export function caps(lower: number | null, upper: number | null): string {
  return [lower === null ? '' : `>= ${lower}`, upper === null ? '' : `<= ${upper}`]
    .filter(Boolean)
    .join(', ');
}

/** Names of alpha spending functions, which have no translation. */
export const spendingNames = {
  'obrien-fleming': "O'Brien-Fleming",
  pocock: 'Pocock',
  'hwang-shih-decani': 'Hwang-Shih-DeCani',
} as const;
