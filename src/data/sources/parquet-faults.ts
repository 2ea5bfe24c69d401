const remedy = 'copy or write the file again from where it comes';

type Reason = readonly [pattern: RegExp, words: (file: string) => string];

const reasons: readonly Reason[] = [
  [
    /No magic bytes found at end of file '(.*)'/,
    (file) =>
      `${file} does not end as a Parquet file does: it was cut off, is still being written, or is no Parquet file; ${remedy}`,
  ],
  [
    /File '(.*)' too small to be a Parquet file/,
    (file) => `${file} is too short for a Parquet file: it is empty or was cut off; ${remedy}`,
  ],
  [/Footer length error in file '(.*)'/, (file) => `${file} is a damaged Parquet file; ${remedy}`],
  [
    /Failed to read file "(.*)": .*(?:Decompression|decompress|Snappy|TProtocol|page)/i,
    (file) => `${file} is a damaged Parquet file; ${remedy}`,
  ],
  [/^Invalid Error: don't know what type/, () => `a Parquet file among those read is damaged; ${remedy}`],
];

/**
 * What DuckDB says about a Parquet file that is cut or damaged, in one sentence with a remedy. Its own text speaks of magic bytes
 * and footers. Null for other messages.
 */
export function parquetFault(message: string): string | null {
  for (const [pattern, words] of reasons) {
    const found = pattern.exec(message);
    if (found !== null) return words(found[1] ?? '');
  }
  return null;
}
