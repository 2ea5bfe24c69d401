import { endsInsideLine } from '../data/tables/csv-diagnosis.js';

/** What is said about a file that is converted. */
export const encodingWarning = (file: string, encoding: string): string =>
  `${file} is read as ${encoding}; another encoding is named as --encoding or \`encoding\``;

/** The warning about a CSV file that ends inside a line, whose last row may be half a row; null for any other file. */
export async function cutWarning(file: string): Promise<string | null> {
  const isCut = await endsInsideLine(file).catch(() => false);
  return isCut ? `${file} does not end with a line end: was it cut off?` : null;
}
