import { type Block, heading, paragraph, table } from '../document.js';
import { count, missing } from '../format.js';
import { type ReadingInput, readingFacts, shareText } from '../reading-facts.js';
import type { Texts } from '../texts/index.js';

/** What was read from the event log and the attributes: every row and value that was left out, with its reason. */
export function readingSection(input: ReadingInput, texts: Texts): Block[] {
  const t = texts.reading;
  const { firstDay, lastDay, lastCompleteDay, reading } = input.log;
  const rows = readingFacts(input, texts).map((fact) => [
    fact.what,
    count(fact.count),
    fact.share === null ? missing : shareText(fact.share),
    fact.detail,
  ]);
  return [
    heading(t.heading),
    paragraph(t.period(firstDay, lastDay, lastCompleteDay, reading.timeZone)),
    table([t.what, t.count, t.share, t.detail], rows, 1, [3]),
  ];
}
