import type { EvaluationSentences } from '../sentences.js';

/** What the records of an evaluation say. */
export const evaluationSentences: EvaluationSentences = {
  leftOut: {
    dropped: () => 'dropped by the configuration',
    'named-like-truth': () => 'named like a true probability; list it under `features` if it is none',
    'named-like-label': () => 'named like a label of another horizon',
    'earlier-score': () => 'an earlier score; list it under `features` to learn from it',
    date: () => 'a date is not a feature',
    'all-missing': () => 'every value is missing',
    constant: () => 'every row has the same value',
    identifier: ({ distinct, rows }) => `${distinct} different texts in ${rows} rows: an identifier`,
    'log-lacks': ({ missing }) =>
      `the log lacks: ${missing.map((need) => (typeof need === 'string' ? need : need.join(' or '))).join(', ')}`,
  },
  uncertified: {
    'none-reached': ({ floor }) =>
      `no threshold reached a precision of ${floor} even on the rows used to look`,
    'too-little-evidence': ({ floor, users, selected, left }) =>
      `of ${users} held-out users the most promising threshold selects ${selected}, of whom ${left} left: not enough evidence for a precision of ${floor}`,
    'in-words': ({ text }) => text,
  },
  columns: {
    'missing-marks': ({ column, rows, of, examples }) =>
      `column "${column}": ${rows} of ${of} values (${quoted(examples)}) are read as missing numbers`,
    'mostly-numbers': ({ column, rows, of, examples }) =>
      `column "${column}": ${rows} of ${of} values are numbers, others are not (${quoted(examples)}), so its values are read as ` +
      'names; list it under `numeric` or `categorical`',
    'written-numbers': ({ column, rows, of, examples }) =>
      `column "${column}": ${rows} of ${of} values are numbers with separators or signs (${quoted(examples)}), which are read as ` +
      'names; write them plainly, as 1853.00',
    'all-numbers': ({ column, of }) =>
      `column "${column}": all ${of} values are numbers, but the file holds them as text and they are read as names; list ` +
      'it under `numeric` or `categorical`',
    infinite: ({ column, rows, of, examples }) =>
      `column "${column}": ${rows} of ${of} values are infinite, first in row ${examples[0]}`,
  },
};

function quoted(examples: readonly string[]): string {
  return examples.map((text) => JSON.stringify(text)).join(', ');
}
