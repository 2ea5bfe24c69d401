import { WinbackError } from '../../base/errors.js';
import type { Check } from '../../base/options.js';
import { shown } from '../../base/options.js';
import type { MessageRecord } from '../../state/records/contact.js';
import { RefusedMessage } from './provider.js';

/** JSON in whose texts `{{name}}` stands for a value of the message. It holds no code. */
export type Template =
  | string
  | number
  | boolean
  | null
  | readonly Template[]
  | { readonly [key: string]: Template };

/** What stands for a value: a name between two pairs of braces. */
const variable = /\{\{\s*([^{}]+?)\s*\}\}/g;

/** A text with variables. @throws WinbackError BAD_INPUT for braces that are no variable */
export const templateText: Check<string> = (value, name) => {
  const isText = typeof value === 'string' && value !== '';
  if (isText && !/\{\{|\}\}/.test(value.replaceAll(variable, ''))) return value;
  throw new WinbackError(
    'BAD_INPUT',
    `${name} must be a text in which a variable is written {{name}}, got ${shown(value)}`,
  );
};

/** JSON whose texts may have variables. */
export const templateJson: Check<Template> = (value, name) => {
  if (typeof value === 'string') return value === '' ? '' : templateText(value, name);
  if (Array.isArray(value)) return value.map((item, i) => templateJson(item, `${name}[${i}]`));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, templateJson(item, `${name}.${key}`)]),
    );
  if (value === null || typeof value === 'boolean' || Number.isFinite(value)) return value as Template;
  throw new WinbackError('BAD_INPUT', `${name} must be what JSON can hold, got ${shown(value)}`);
};

/** The names of a template's variables, each once. */
export function variablesOf(template: Template): readonly string[] {
  const text = typeof template === 'string' ? template : (JSON.stringify(template) ?? '');
  return [...new Set([...text.matchAll(variable)].map(([, name]) => name!))];
}

/** The values that a message gives: what it was queued with, and who and what it is for. */
const valuesOf = ({ body, user, action, campaign, address, key }: MessageRecord) =>
  new Map<string, unknown>([
    ...Object.entries({ user, action, campaign, address, key }),
    ...Object.entries(body),
  ]);

/**
 * The template with the values of a message. A text that is one variable alone becomes the value itself, a number for
 * example.
 * @throws RefusedMessage where the message has no value for a variable: half a text is never sent
 */
export function rendered(template: Template, message: MessageRecord): Template {
  const values = valuesOf(message);
  const value = (name: string): string | number | boolean => {
    const found = values.get(name);
    if (typeof found === 'string' || typeof found === 'boolean' || Number.isFinite(found))
      return found as string | number | boolean;
    throw new RefusedMessage(message.seq, `the message has no value for {{${name}}}`);
  };
  const render = (part: Template): Template => {
    if (typeof part === 'string') {
      const [only] = [...part.matchAll(variable)];
      if (only !== undefined && only[0] === part) return value(only[1]!);
      return part.replaceAll(variable, (_, name: string) => String(value(name)));
    }
    if (Array.isArray(part)) return part.map(render);
    if (typeof part === 'object' && part !== null)
      return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, render(item)]));
    return part;
  };
  return render(template);
}

/** The text of a template with the values of a message. @throws RefusedMessage */
export const renderedText = (template: string, message: MessageRecord): string =>
  String(rendered(template, message));
