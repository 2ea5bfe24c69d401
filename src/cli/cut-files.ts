import { endsInsideLine } from '../index.js';

/** Warns on stderr about a CSV file that ends inside a line: its last row may be half a row. */
export async function warnOfCut(path: string): Promise<void> {
  const isCut = await endsInsideLine(path).catch(() => false);
  if (isCut) process.stderr.write(`warning: ${path} does not end with a line end: was it cut off?\n`);
}
