import { shown } from '../../base/options.js';

type Reason = readonly [pattern: RegExp, words: (found: RegExpExecArray) => string];

const remedyOfEncoding =
  'the text is not UTF-8 as the lines before it: name its encoding as `encoding`, such as gb18030, or save the file as UTF-8 (in a spreadsheet: "CSV UTF-8")';

const typeWords: readonly (readonly [RegExp, string])[] = [
  [/INT/, 'a whole number'],
  [/DOUBLE|FLOAT|DECIMAL/, 'a number'],
  [/BOOL/, 'true or false'],
  [/^DATE$/, 'a date'],
  [/TIME/, 'a time'],
];

const typeIn = (type: string): string =>
  typeWords.find(([kind]) => kind.test(type))?.[1] ?? `of type ${type}`;

const reasons: readonly Reason[] = [
  [
    /Error when converting column "(.*)"\. Could not convert string "([\s\S]*?)" to '(\w+)/,
    ([, column, value, type]) =>
      `column "${column}": ${shown(value)} is not ${typeIn(type!)}, as every value before it; write missing values as empty cells`,
  ],
  [
    /Expected Number of Columns: (\d+) Found: (\d+)/,
    ([, expected, found]) =>
      `the line has ${Number(found) > Number(expected) ? 'more' : `${found}`} fields, the header ${expected}`,
  ],
  [/unterminated quote|quote should be followed/i, () => 'a quoted text does not end'],
  [/Invalid unicode/, () => remedyOfEncoding],
  [/Maximum line size/, () => 'the line is too long; is a quote missing?'],
];

/**
 * What DuckDB says about a CSV file, in one sentence that names file and line: its own text has the whole line, its guesses
 * and SQL. Null for other messages.
 */
export function csvFault(message: string): string | null {
  const line = /CSV Error on Line: (\d+)/.exec(message)?.[1];
  const file = /^\s*file = (.*)$/m.exec(message)?.[1] ?? /sniffing file "(.*?)"/.exec(message)?.[1];
  if (line === undefined) return file === undefined ? null : `${file}: ${unsniffed}`;
  const place = `${file ?? 'the CSV file'}, line ${line}`;
  for (const [pattern, words] of reasons) {
    const found = pattern.exec(message);
    if (found !== null) return `${place}: ${words(found)}`;
  }
  return `${place}: not readable as CSV`;
}

/** End of the message for a file whose dialect is not found. */
export const unsniffed =
  'not readable as CSV: lines have different numbers of fields, or different line ends (LF and CRLF), or a quote does not end';
