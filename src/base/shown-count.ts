// Made at first use: it loads the tables of ICU, which takes as long as importing the rest of the library.
let format: Intl.NumberFormat | undefined;

/** A count as sentences for people write it: 1,234,567. */
export function shownCount(value: number): string {
  format ??= new Intl.NumberFormat('en-US');
  return format.format(value);
}
