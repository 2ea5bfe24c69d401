import { masked } from '../../base/masked.js';
import type { ColumnProfile } from '../../data/profile/records.js';
import { count, type Language, percent } from '../../report/format.js';
import { type Texts, textsFor } from '../../report/texts/index.js';
import { candidateList, problemText, reasonList } from './reasons-text.js';
import type { EventGuess, Inspection, Meaning } from './records.js';
import { textTable } from './text-table.js';

const mostColumns = 60;
const mostEvents = 30;

/** An inspection for a reader: columns, guesses with reasons, events, and what is worth knowing. */
export function inspectionText(found: Inspection, language: Language): string {
  const texts = textsFor(language);
  const t = texts.init;
  const { from, to, users, table, experiment, problems } = found;
  const parts = [
    t.heading(found.source.join(', '), count(found.rows), count(found.columns.length)),
    ...(from === null ? [] : [t.period(from, to!, count(users))]),
    ...(table === null ? [] : [t.isTable(table.label)]),
    ...(experiment === null ? [] : [t.isExperiment(experiment.variant)]),
    '',
    columnTable(found.columns, texts),
    ...(found.kind === 'events' ? ['', guessTable(found, texts)] : []),
    ...(found.events.length === 0 ? [] : ['', eventTable(found.events, texts)]),
    ...(problems.length === 0
      ? []
      : ['', t.problems, ...problems.map((one) => `- ${problemText(one, texts)}`)]),
  ];
  return `${parts.join('\n')}\n`;
}

function columnTable(columns: readonly ColumnProfile[], texts: Texts): string {
  const t = texts.init;
  const rows = columns
    .slice(0, mostColumns)
    .map((column) => [
      column.name,
      t.kinds[column.kind] + (column.timeForm === null ? '' : ` ${column.timeForm}`),
      percent(column.rows === 0 ? null : 1 - column.filled / column.rows),
      column.distinctExact ? count(column.distinct) : t.about(count(column.distinct)),
      column.kind === 'text' || column.low === null ? '' : `${column.low} .. ${column.high}`,
      column.examples.join(', '),
    ]);
  const heads = [t.column, t.type, t.missing, t.distinct, t.range, t.examples];
  const more = columns.length - mostColumns;
  return `${textTable(heads, rows, [2, 3])}${more > 0 ? `\n${t.more(count(more))}` : ''}`;
}

function guessTable({ guesses }: Inspection, texts: Texts): string {
  const t = texts.init;
  const rows = Object.entries(guesses).flatMap(([meaning, guess]) =>
    guess === null || guess === undefined
      ? []
      : [
          [
            t.meanings[meaning as Meaning],
            guess.column,
            reasonList(guess.reasons, texts),
            candidateList(guess.others, texts),
          ],
        ],
  );
  return textTable([t.meaning, t.taken, t.why, t.others], rows, []);
}

function eventTable(events: readonly EventGuess[], texts: Texts): string {
  const t = texts.init;
  const rows = events
    .slice(0, mostEvents)
    .map(({ name, rows: all, users, first, last, role }) => [
      masked(name),
      count(all),
      count(users),
      first,
      last,
      role ?? t.leftOut,
    ]);
  const more = events.length - mostEvents;
  const table = textTable([t.event, t.rows, t.users, t.first, t.last, t.role], rows, [1, 2]);
  return `${table}${more > 0 ? `\n${t.more(count(more))}` : ''}`;
}
