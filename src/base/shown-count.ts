const format = new Intl.NumberFormat('en-US');

/** A count as sentences for people write it: 1,234,567. */
export function shownCount(value: number): string {
  return format.format(value);
}
