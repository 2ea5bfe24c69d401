import { isAscii, isUtf8 } from 'node:buffer';

import { shown, suggestion } from '../../base/options.js';
import { isWellFormed } from '../../base/well-formed.js';
import { isObject } from './fill-row.js';
import { Problem, step, ValueErrors } from './problem.js';

const decoder = new TextDecoder();

/** The JSON of a body. @throws Problem BAD_JSON; of a key that comes twice the last value holds, as JSON.parse has it */
export function jsonOf(bytes: Buffer): unknown {
  const text = textOf(bytes);
  try {
    return JSON.parse(text);
  } catch (cause) {
    // The message of the parser quotes the body, which may hold values of a person.
    const place = /position \d+/.exec((cause as Error).message)?.[0] ?? 'its end';
    throw new Problem('BAD_JSON', `the JSON of the body breaks at ${place}`);
  }
}

/** Text of ASCII alone, which most bodies are, is made in half the time. */
function textOf(bytes: Buffer): string {
  if (isAscii(bytes)) return bytes.toString('latin1');
  if (!isUtf8(bytes)) throw new Problem('BAD_JSON', 'the body is not UTF-8');
  return decoder.decode(bytes);
}

/** The object that a body must be, with no key beside those known. @throws Problem BAD_VALUES */
export function bodyObject(body: unknown, known: readonly string[]): Readonly<Record<string, unknown>> {
  const errors = new ValueErrors();
  if (!isObject(body)) errors.add('', 'NOT_AN_OBJECT', `the body must be an object, got ${shown(body)}`);
  else refuseOthers(body, known, '', errors);
  errors.throwAny();
  return body as Readonly<Record<string, unknown>>;
}

/** Adds an error for every key that is not known. */
export function refuseOthers(
  given: object,
  known: readonly string[],
  pointer: string,
  errors: ValueErrors,
): void {
  for (const key in given)
    if (!known.includes(key)) {
      const hint = errors.more === 0 && key.length <= 100 ? suggestion(key, known) : '';
      errors.add(`${pointer}/${step(key)}`, 'UNKNOWN_KEY', `there is no ${shown(key)} here${hint}`);
    }
}

const longestId = 512;

/** Half of a pair would be looked up as the sign that stands for it, and a NUL ends texts in databases. */
const isText = (text: string): boolean => isWellFormed(text) && !text.includes('\0');

/** The user's id that a request gives; null where it gives none. */
export function idOf(given: unknown, pointer: string, errors: ValueErrors): string | null {
  if (given === undefined || given === null) return null;
  if (typeof given === 'string' && given !== '' && given.length <= longestId) {
    if (isText(given)) return given;
    errors.add(pointer, 'NOT_AN_ID', 'must hold neither half a surrogate pair nor U+0000');
    return null;
  }
  const message = `must be a text of 1 to ${longestId} characters, got ${shown(given)}`;
  errors.add(pointer, 'NOT_AN_ID', message);
  return null;
}
