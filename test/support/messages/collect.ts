// The English of every message that a WinbackError of src can have, with a hole for each value.
import { functionsOf, hole, messageHole, messagesIn, TextEvaluator } from './evaluate.js';
import { withProgram } from './program.js';

/** Functions that make a part of a message which is put in when the program runs: a line of a list, a finding. */
const parts: Readonly<Record<string, readonly string[]>> = {
  'features/log/require-readable.ts': ['columnText', 'eventText', 'idText'],
  'features/log/no-activity.ts': ['noTime'],
  'native/load-failure.ts': ['reasonAndRemedies', 'brokenRemedies', 'missingRemedies'],
  'churn/table/infinite-features.ts': ['firstInfinite'],
  'data/sources/csv-faults.ts': ['csvFault'],
};

/** A message with the file that makes it. */
export interface CollectedMessage {
  readonly text: string;
  readonly file: string;
}

/** Every message, once each. A message that is one hole is another error's, which is collected where it is made. */
export function collectedMessages(): readonly CollectedMessage[] {
  return withProgram((program) => {
    const evaluator = new TextEvaluator(program);
    const found = new Map<string, string>();
    const add = (file: string, texts: readonly string[]): void => {
      for (const text of texts)
        if (text !== hole && text !== messageHole) found.set(text, file.replace(/^.*\/src\//, ''));
    };
    for (const message of messagesIn(program))
      add(message.getSourceFile().fileName, evaluator.textsOf(message));
    for (const [file, names] of Object.entries(parts))
      for (const made of functionsOf(program, file, names)) add(file, evaluator.returnedBy(made));
    return [...found].map(([text, file]) => ({ text, file }));
  });
}
