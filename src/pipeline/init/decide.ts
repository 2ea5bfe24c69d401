import { WinbackError } from '../../base/errors.js';
import type { Ask, Question } from './records.js';

/** Gives the answer to a question that the data do not. */
export type Decide = (question: Question) => Promise<string>;

/** Counts the questions that a person answers. */
export interface Decider {
  readonly decide: Decide;
  readonly asked: () => number;
}

/** Asks where somebody can answer; else the question is an error that names the flag that answers it. */
export function deciderOf(ask: Ask | undefined): Decider {
  let asked = 0;
  return {
    asked: () => asked,
    decide: async (question) => {
      if (ask === undefined) throw unanswered(question);
      asked++;
      return ask(question);
    },
  };
}

function unanswered({ about, flag, column, example, choices }: Question): WinbackError {
  const flags = choices.map((choice) => `${flag} '${choice}'`).join(' or ');
  if (about === 'timeFormat')
    return new WinbackError(
      'BAD_INPUT',
      `column "${column}": '${example}' can be day first or month first, and so can every other value; say which with ${flags}`,
    );
  if (about === 'numberFormat')
    return new WinbackError(
      'BAD_INPUT',
      `column "${column}": numbers such as '${example}' could have thousands or a fraction behind the sign; say which with ${flags}`,
    );
  if (about === 'amount')
    return new WinbackError(
      'BAD_INPUT',
      `the amount paid could be ${column}, whose values differ; say which with ${flags}`,
    );
  return new WinbackError('BAD_INPUT', `the user could be ${column}; say which with ${flags}`);
}
