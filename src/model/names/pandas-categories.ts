import { WinbackError } from '../../base/errors.js';
import { shown } from '../../base/options.js';

/**
 * The line `pandas_categorical:[["x","y"],[1,2]]` that LightGBM's Python package writes behind the model: the
 * categories of each column of pandas' type `category`, in column order; a category's code is its place.
 */
const key = 'pandas_categorical:';

/** One value of a category list: text, or the JSON token of a number or bool; null for NaN and None. */
export type PandasValue = string | null;

/** A category of another type than text, in the writing of JavaScript: 3.0 is "3", True is "true". */
function nameOf(token: string): PandasValue {
  if (token === 'null' || token === 'NaN') return null;
  // Whole numbers beyond 2^53 keep their digits.
  return /^-?(0|[1-9]\d*)$/.test(token) || token === 'true' || token === 'false'
    ? token
    : String(Number(token));
}

const scalar =
  /\s*("(?:[^"\\]|\\.)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|NaN|-?Infinity)\s*([,\]])/y;

/** Lists of scalars in Python's JSON, which has NaN and Infinity. */
class ListReader {
  #at = 0;
  readonly #json: string;

  constructor(json: string) {
    this.#json = json;
  }

  lists(): readonly (readonly PandasValue[])[] | null {
    if (this.#json.trim() === 'null') return null;
    const lists: (readonly PandasValue[])[] = [];
    this.#expect('[');
    if (this.#takes(']')) return this.#ended(lists);
    do lists.push(this.#list());
    while (this.#takes(','));
    this.#expect(']');
    return this.#ended(lists);
  }

  #list(): readonly PandasValue[] {
    const values: PandasValue[] = [];
    this.#expect('[');
    if (this.#takes(']')) return values;
    for (;;) {
      scalar.lastIndex = this.#at;
      const match = scalar.exec(this.#json);
      if (match === null) return this.#fail();
      const token = match[1]!;
      values.push(token.startsWith('"') ? this.#text(token) : nameOf(token));
      this.#at = scalar.lastIndex;
      if (match[2] === ']') return values;
    }
  }

  #text(token: string): string {
    try {
      return JSON.parse(token) as string;
    } catch {
      return this.#fail();
    }
  }

  #takes(character: string): boolean {
    while (/\s/.test(this.#json.charAt(this.#at))) this.#at++;
    if (this.#json.charAt(this.#at) !== character) return false;
    this.#at++;
    return true;
  }

  #expect(character: string): void {
    if (!this.#takes(character)) this.#fail();
  }

  #ended<T>(value: T): T {
    return this.#json.slice(this.#at).trim() === '' ? value : this.#fail();
  }

  #fail(): never {
    const rest = shown(this.#json.slice(this.#at));
    throw new WinbackError(
      'BAD_MODEL',
      `${key} must be a list of lists of categories, not understood from ${rest} on`,
    );
  }
}

/** The last line of `text` that starts with `wanted`, without it; undefined where there is none. */
export function tailLine(text: string, wanted: string): string | undefined {
  const at = text.lastIndexOf(`\n${wanted}`);
  if (at < text.lastIndexOf('end of trees')) return undefined;
  const begin = at + 1 + wanted.length;
  const end = text.indexOf('\n', begin);
  return text.slice(begin, end < 0 ? undefined : end);
}

/**
 * The category lists of a model text; null without the line, or where it says null (trained on a matrix).
 * @throws WinbackError BAD_MODEL where the line is not what Python writes
 */
export function pandasCategories(text: string): readonly (readonly PandasValue[])[] | null {
  const line = tailLine(text, key);
  return line === undefined ? null : new ListReader(line).lists();
}

/** The line for category lists given as JSON tokens, as Python writes it: ASCII, a blank after each comma. */
export function pandasLine(lists: readonly (readonly string[])[]): string {
  return `\n${key}[${lists.map((tokens) => `[${tokens.join(', ')}]`).join(', ')}]\n`;
}

/** A text as Python's json.dumps writes it. */
export function pythonText(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
