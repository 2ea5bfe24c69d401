import type { Language } from '../../report/format.js';
import { textsFor } from '../../report/texts/index.js';
import type { Question } from './records.js';

/** A question as a terminal asks it. */
export interface QuestionText {
  /** The question, and its choices with their numbers. */
  readonly text: string;
  /** What stands before the answer. */
  readonly choose: string;
  /** What is said to an answer that is no choice. */
  readonly again: (answer: string) => string;
}

export function questionText(
  { about, column, example, choices }: Question,
  language: Language,
): QuestionText {
  const t = textsFor(language).init.ask;
  const asked =
    about === 'timeFormat' || about === 'numberFormat' ? t[about](column, example) : t[about](column);
  const numbered = choices.map((choice, i) => `  ${i + 1}. ${choice}`);
  const numbers = choices.map((_, i) => i + 1).join(', ');
  return { text: [asked, ...numbered].join('\n'), choose: t.choose(numbers), again: t.again };
}

/** What stands at the end: the file, and the command that runs it. */
export function writtenText(file: string, command: string, language: Language): string {
  const t = textsFor(language).init;
  return `${t.wrote(file)}\n${t.next(command)}\n`;
}
