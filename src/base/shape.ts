import { WinbackError } from './errors.js';
import { shown } from './options.js';

/** What an argument without types must at least look like: typed callers never see these errors. */
export type Part = 'object' | 'list' | 'numbers' | 'text' | 'number' | 'map' | 'function';

/** A part, or an object with parts of its own. */
export type Shape = Part | { readonly [key: string]: Shape };

const looks: Readonly<Record<Part, (value: unknown) => boolean>> = {
  object: (value) => typeof value === 'object' && value !== null,
  list: isList,
  numbers: (value) =>
    isList(value) && (ArrayBuffer.isView(value) || Array.prototype.every.call(value, isNumber)),
  text: (value) => typeof value === 'string',
  number: isNumber,
  map: (value) => value instanceof Map,
  function: (value) => typeof value === 'function',
};

const names: Readonly<Record<Part, string>> = {
  object: 'an object',
  list: 'an array',
  numbers: 'an array of numbers',
  text: 'a text',
  number: 'a number',
  map: 'a Map',
  function: 'a function',
};

/** @throws WinbackError BAD_INPUT unless `value` is such a part */
export function requirePart(value: unknown, name: string, part: Part): void {
  if (looks[part](value)) return;
  throw new WinbackError('BAD_INPUT', `${name} must be ${names[part]}, got ${shown(value)}`);
}

/** @throws WinbackError BAD_INPUT unless `value` is such a part, or an object with these parts */
export function requireShape(value: unknown, name: string, shape: Shape): void {
  requirePart(value, name, typeof shape === 'string' ? shape : 'object');
  if (typeof shape === 'string') return;
  for (const [key, part] of Object.entries(shape))
    requireShape((value as Readonly<Record<string, unknown>>)[key], `${name}.${key}`, part);
}

/** @throws WinbackError BAD_INPUT unless `value` is an array of objects with these parts */
export function requireShapes(value: unknown, name: string, shape: Readonly<Record<string, Part>>): void {
  requirePart(value, name, 'list');
  Array.from(value as ArrayLike<unknown>).forEach((item, i) => {
    requireShape(item, `${name}[${i}]`, shape);
  });
}

/** @throws WinbackError BAD_INPUT unless `options` is left out or an object */
export function requireOptions(options: unknown): void {
  if (options !== undefined) requirePart(options, 'options', 'object');
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}
