import type { DriftReport } from '../../monitor/drift/records.js';
import { count, decimal } from '../../report/format.js';
import type { Texts } from '../../report/texts/index.js';

/** Columns that are named on the terminal. */
const mostLines = 8;

/** What the terminal says: the verdict, then the columns and the score that moved or may have moved. */
export function driftLines({ state, rows, score, columns }: DriftReport, texts: Texts): readonly string[] {
  const t = texts.drift;
  const loud = columns.filter((column) => column.state === 'certain' || column.state === 'possible');
  const named = [...(score === null ? [] : [{ ...score, name: t.score }]), ...loud.slice(0, mostLines)];
  return [
    t.terminal.head(t.verdicts[state], count(rows)),
    ...(score === null ? [t.terminal.noScore] : []),
    ...named.map((one) =>
      t.terminal.column(one.name, t.states[one.state], decimal(one.ks), decimal(one.ksLow)),
    ),
  ];
}
