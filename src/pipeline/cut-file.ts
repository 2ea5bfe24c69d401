import type { NumberReading } from '../data/numbers/column-numbers.js';
import { endsInsideLine } from '../data/tables/csv-diagnosis.js';
import type { ObjectRetry } from '../stores/objects/attempts.js';
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

/** What is said about reasons that a list with hashed ids leaves out. */
export const reasonsWarning = (language: Language): string => commandTexts(language).plan.noReasons;

/** What is said about a request to an object store that is made again. */
export const retryWarning = ({ place, attempt, of, why }: ObjectRetry, language: Language): string =>
  commandTexts(language).retried(place, String(attempt), String(of), why);

/**
 * The warning about a CSV file that ends inside a line, whose last row may be half a row; null for any other file.
 * @param file .csv, .parquet or .arrow
 * @param language of the sentence
 * @param shown name of the file in the sentence, where `file` is a copy
 */
export async function cutWarning(file: string, language: Language, shown = file): Promise<string | null> {
  const isCut = await endsInsideLine(file).catch(() => false);
  return isCut ? commandTexts(language).cutFile(shown) : null;
}
