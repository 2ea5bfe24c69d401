import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';

import { WinbackError } from '../base/errors.js';
import { errorText, type Language } from '../pipeline/terminal-texts.js';
import { guarded, guardedText } from './guard.js';
import type { Finding } from './tool.js';

/** Most letters of one answer: an assistant reads no more with profit. */
const mostLetters = 100_000;
/** Most letters of what went wrong. */
const mostErrorLetters = 1000;

/** The answer of a tool. @throws WinbackError BAD_INPUT for one that is too long */
export function answerOf({ answer, records, command }: Finding, notice: string): CallToolResult {
  const recompute = command === undefined ? {} : { command };
  const whole = { answer: guarded(answer), records, ...recompute };
  const text = JSON.stringify(whole);
  if (text.length > mostLetters)
    throw new WinbackError(
      'BAD_INPUT',
      `limit: the answer has ${text.length} letters, and at most ${mostLetters} are given: ask for fewer rows`,
    );
  return { content: [{ type: 'text', text: `${notice}\n${text}` }], structuredContent: { notice, ...whole } };
}

/** What went wrong, for an assistant: code and one sentence. */
export function faultOf(error: unknown, language: Language): CallToolResult {
  const code = error instanceof WinbackError ? error.code : 'INTERNAL';
  const sentence = errorText(error as Error, language);
  const shown = guardedText(`${sentence} `.slice(0, mostErrorLetters));
  return { content: [{ type: 'text', text: `${code}: ${shown}` }], isError: true };
}
