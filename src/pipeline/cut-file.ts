import type { NumberReading } from '../data/numbers/column-numbers.js';
import { endsInsideLine } from '../data/tables/csv-diagnosis.js';
import { commandTexts, type Language } from './terminal-texts.js';

/** What is said about a file that is converted. */
export const encodingWarning = (file: string, encoding: string, language: Language): string =>
  commandTexts(language).encoding(file, encoding);

/** What is said about a text column whose numbers are not all plain. */
export const numbersWarning = (
  column: string,
  { form, percent }: NumberReading,
  language: Language,
): string => commandTexts(language).writtenNumbers(column, form, percent);

/**
 * The warning about a CSV file that ends inside a line, whose last row may be half a row; null for any other file.
 * @param file .csv, .parquet or .arrow
 * @param language of the sentence
 */
export async function cutWarning(file: string, language: Language): Promise<string | null> {
  const isCut = await endsInsideLine(file).catch(() => false);
  return isCut ? commandTexts(language).cutFile(file) : null;
}
