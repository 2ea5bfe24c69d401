/** A time in microseconds as people write it, UTC. */
export const timeOf = (micros: number | null): string | null =>
  micros === null ? null : new Date(micros / 1000).toISOString();

/** Values by names that data give, as a list: the names become values, which are guarded. */
export const listOf = <T>(values: Readonly<Record<string, T>>, as: string): readonly object[] =>
  Object.entries(values).map(([name, value]) => ({ name, [as]: value }));

/** A word of a command line. */
export const shellText = (word: string): string =>
  /^[\w./:@=+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** A row with the names that records have: `ksLow` for `ks_low`. */
export const namedRow = <T>(row: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(
    Object.entries(row).map(([column, cell]) => [
      column.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
      cell,
    ]),
  );
