import type { Language } from './format.js';
import { Translator } from './messages/translator.js';
import { zhErrors } from './texts/zh/errors/index.js';

let chinese: Translator | undefined;

/**
 * What an error says, in the language of a reader. The `message` of an error is English; names of columns, values and files
 * stay as they are in every language.
 * @param error what was thrown: a WinbackError, or anything else
 * @param language `zh` or `en`
 * @returns the message without its code; the message itself where it is not one of winback's
 *
 * @example
 * ```ts
 * import { readTable } from 'winback';
 * import { errorText } from 'winback/report';
 *
 * const error: unknown = await readTable('missing.csv').catch((reason: unknown) => reason);
 * errorText(error, 'zh'); // 没有这个文件：missing.csv
 * ```
 */
export function errorText(error: unknown, language: Language): string {
  const message = error instanceof Error ? error.message : String(error);
  return messageText(message, language);
}

/**
 * The same for a message alone, such as a finding that a record keeps.
 * @param message in English
 * @param language `zh` or `en`
 */
export function messageText(message: string, language: Language): string {
  if (language === 'en') return message;
  chinese ??= new Translator(zhErrors);
  return chinese.message(message) ?? message;
}
