import { WinbackError } from '../../base/errors.js';
import { pythonText, tailLine } from './pandas-categories.js';

/**
 * LightGBM separates names by spaces, refuses JSON's special characters in them, and two that are alike. The
 * user's own names then stand in a line of ours behind the model, which LightGBM does not read.
 */
const key = 'winback_features:';

/** Names as LightGBM takes them, each its own: `x y` beside `x_y` becomes `x_y_2`. */
export function innerNames(names: readonly string[]): readonly string[] {
  const plain = names.map((name) => name.replaceAll(/[\s\p{Cc}",:[\]{}]/gu, '_') || '_');
  // A name that needs no change keeps itself.
  const taken = new Set(names.filter((name, i) => name === plain[i]));
  return plain.map((name, i) => {
    if (name === names[i]) return name;
    let unique = name;
    for (let k = 2; taken.has(unique); k++) unique = `${name}_${k}`;
    taken.add(unique);
    return unique;
  });
}

/** The line that keeps the user's names; empty where LightGBM's are the same. */
export function namesLine(names: readonly string[], inner: readonly string[]): string {
  if (names.every((name, i) => name === inner[i])) return '';
  return `\n${key}[${names.map(pythonText).join(', ')}]\n`;
}

/**
 * The user's names of a model text, `inner` where it has no line of them.
 * @throws WinbackError BAD_MODEL for a line that does not fit the model
 */
export function ownNames(text: string, inner: readonly string[]): readonly string[] {
  const line = tailLine(text, key);
  if (line === undefined) return inner;
  const names = parsed(line);
  const fits =
    Array.isArray(names) &&
    names.length === inner.length &&
    new Set(names).size === names.length &&
    names.every((name) => typeof name === 'string');
  if (fits) return names;
  throw new WinbackError('BAD_MODEL', `${key} must be a list of ${inner.length} different names`);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
