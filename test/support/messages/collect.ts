// The English of every message that a WinbackError of src can have, with a hole for each value.
import type { Expression, FunctionLikeDeclaration } from 'typescript/unstable/ast';
import { isFunctionDeclaration, isIdentifier, isNewExpression } from 'typescript/unstable/ast/is';

import { hole, messageHole, TextEvaluator } from './evaluate.js';
import { nodesUnder, type SourceProgram, withProgram } from './program.js';

/** Functions that make a part of a message which is put in when the program runs: a line of a list, a finding. */
const parts: Readonly<Record<string, readonly string[]>> = {
  'features/log/require-readable.ts': ['columnText', 'eventText', 'idText'],
  'features/log/no-activity.ts': ['noTime'],
  'native/load-failure.ts': ['reasonAndRemedies', 'brokenRemedies', 'missingRemedies'],
  'churn/table/infinite-features.ts': ['firstInfinite'],
  'data/sources/csv-faults.ts': ['csvFault'],
  'data/sources/parquet-faults.ts': ['parquetFault'],
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

/** Every expression that becomes the message of a WinbackError where it is made. */
function messagesIn(program: SourceProgram): readonly Expression[] {
  return program.files.flatMap((file) =>
    [...nodesUnder(file)].flatMap((node) => {
      if (!isNewExpression(node) || !isIdentifier(node.expression) || node.expression.text !== 'WinbackError')
        return [];
      const message = node.arguments?.[1];
      return message === undefined ? [] : [message];
    }),
  );
}

/** The functions of one file that are declared with one of these names. */
function functionsOf(
  program: SourceProgram,
  file: string,
  names: readonly string[],
): FunctionLikeDeclaration[] {
  const source = program.files.find(({ fileName }) => fileName.endsWith(`/src/${file}`));
  const found = [...(source === undefined ? [] : nodesUnder(source))]
    .filter(isFunctionDeclaration)
    .filter(({ name }) => name !== undefined && names.includes(name.text));
  if (found.length !== names.length) throw new Error(`${file} has not all of ${names.join(', ')}`);
  return found;
}
