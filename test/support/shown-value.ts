/** Whether a value is what an example shows; numbers agree to the last digit shown. */
export function near(value: unknown, shown: string): boolean {
  if (typeof value !== 'number' || String(value) === shown) return String(value) === shown;
  const digits = shown.replace(/e.*$/, '').replace(/^-?0*\.?0*|\./g, '').length;
  return Number(value.toPrecision(Math.max(digits, 4))) === Number(shown);
}
