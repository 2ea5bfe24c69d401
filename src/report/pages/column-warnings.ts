import type { ChurnData } from '../../churn/records.js';
import { type Block, code, heading, type Inline, table } from '../document.js';
import { count } from '../format.js';
import type { Texts } from '../texts/index.js';

/** Columns that may not be read as they are meant; nothing where there are none. */
export function columnWarnings({ warnings = [] }: ChurnData, { columns: t, and }: Texts): Block[] {
  if (warnings.length === 0) return [];
  const rows = warnings.map(({ kind, column, rows, of, examples }): Inline[] => [
    code(column),
    t.kinds[kind](count(rows), count(of)),
    examples.join(and),
  ]);
  return [heading(t.heading, 3), table([t.column, t.found, t.examples], rows, 3)];
}
