import { cutWarning } from '../pipeline/churn/dataset.js';
import { warn } from './terminal.js';

/** Warns on stderr about a CSV file that ends inside a line: its last row may be half a row. */
export async function warnOfCut(file: string): Promise<void> {
  const warning = await cutWarning(file);
  if (warning !== null) warn(warning);
}
