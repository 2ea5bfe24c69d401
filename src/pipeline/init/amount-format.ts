import { decideNumbers, isDoubt, numberEvidence, refuseNumbers } from '../../data/numbers/column-numbers.js';
import { type NumberFormat, numberFormat } from '../../data/numbers/number-form.js';
import type { Viewed } from './behaviour.js';
import type { Decide } from './decide.js';
import type { Found } from './guess/found.js';
import type { Answers } from './records.js';

const forms: readonly NumberFormat[] = ['1,234.56', '1.234,56'];

/**
 * The form of the amounts that a configuration has to name: the caller's, or the answer to a question. Null where the data
 * tell it.
 * @throws WinbackError BAD_INPUT for a column of both forms or of several currencies
 */
export async function amountFormat(
  { engine, view, signal }: Viewed,
  amount: Found | undefined,
  answers: Answers,
  decide: Decide,
): Promise<NumberFormat | null> {
  if (answers.numberFormat !== undefined) return answers.numberFormat;
  const texts = amount?.columns.filter(({ stored }) => stored.startsWith('VARCHAR')) ?? [];
  for (const { name, alias } of texts) {
    const evidence = await numberEvidence(engine, view, alias, { signal });
    if (evidence.written === 0) continue;
    const decided = decideNumbers(evidence);
    if (!isDoubt(decided)) continue;
    if (decided.kind !== 'ambiguous') refuseNumbers(`column "${name}"`, decided, '--number-format');
    const question = {
      about: 'numberFormat',
      flag: '--number-format',
      column: name,
      choices: forms,
    } as const;
    return numberFormat(await decide({ ...question, example: decided.examples[0] ?? '' }), '--number-format');
  }
  return null;
}
