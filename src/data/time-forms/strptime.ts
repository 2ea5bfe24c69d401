import { WinbackError } from '../../base/errors.js';
import { type Check, shown, text } from '../../base/options.js';

/** Times in a form that is named as for strptime of C and Python. */

/** Directives that are read: their pattern. `%f` is a fraction of one to nine digits, `%z` an offset such as +08:00. */
const directives: Readonly<Record<string, string>> = {
  ...{ Y: '(?<Y>\\d{4})', y: '(?<y>\\d{2})', m: '(?<m>\\d{1,2})', d: '(?<d>\\d{1,2})' },
  ...{ H: '(?<H>\\d{1,2})', I: '(?<I>\\d{1,2})', M: '(?<M>\\d{1,2})', S: '(?<S>\\d{1,2})' },
  ...{ f: '(?<f>\\d{1,9})', p: '(?<p>[AaPp][Mm])', z: '(?<z>Z|[+-]\\d{2}(?::?\\d{2})?)', '%': '%' },
};

/** Checks a form of times, such as `%d/%m/%Y %H:%M`. */
export const timeFormat: Check<string> = (value, name) => {
  const format = text(value, name);
  patternOf(format, name);
  return format;
};

function patternOf(format: string, name: string): RegExp {
  const seen = new Set<string>();
  const pattern = format.replaceAll(/%(.?)|[\\^$.*+?()[\]{}|/]|\s+/gsu, (found: string, letter?: string) => {
    if (letter === undefined) return /^\s/.test(found) ? '\\s+' : `\\${found}`;
    const directive = Object.hasOwn(directives, letter) ? directives[letter] : undefined;
    if (directive === undefined || (seen.has(letter) && letter !== '%'))
      throw new WinbackError(
        'BAD_INPUT',
        `${name}: ${shown(format)}: %${letter} is not read, or stands twice; known are ${Object.keys(
          directives,
        )
          .map((one) => `%${one}`)
          .join(' ')}`,
      );
    seen.add(letter);
    return directive;
  });
  const lacking = [
    seen.has('Y') || seen.has('y') ? null : 'Y',
    ...['m', 'd'].map((one) => (seen.has(one) ? null : one)),
  ];
  const missing = lacking.find((one) => one !== null);
  if (missing !== undefined)
    throw new WinbackError('BAD_INPUT', `${name}: ${shown(format)} has no %${missing}`);
  return new RegExp(`^\\s*${pattern}\\s*$`, 'u');
}

/**
 * Reads times of one form: text -> ISO 8601 text, null where it is none.
 * @param name for messages
 * @throws WinbackError BAD_INPUT for an unknown directive
 */
export function timeParser(format: string, name = 'timeFormat'): (value: string) => string | null {
  const pattern = patternOf(format, name);
  return (value) => {
    const parts = pattern.exec(value)?.groups;
    return parts === undefined ? null : isoOf(parts);
  };
}

const two = (digits: string | number): string => String(digits).padStart(2, '0');

function isoOf(parts: Readonly<Record<string, string | undefined>>): string | null {
  const { Y, y, m = '', d = '', M = '0', S = '0', f, z = '' } = parts;
  // Years of two digits as POSIX has them: 69 to 99 are of the last century.
  const year = Y ?? (Number(y) >= 69 ? `19${y}` : `20${y}`);
  const hour = hourOf(parts);
  if (hour === null) return null;
  const fraction = f === undefined ? '' : `.${f}`;
  return `${year}-${two(m)}-${two(d)} ${two(hour)}:${two(M)}:${two(S)}${fraction}${z}`;
}

function hourOf({ H, I, p }: Readonly<Record<string, string | undefined>>): number | null {
  if (I === undefined) return Number(H ?? 0);
  const hour = Number(I);
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (p?.toLowerCase() === 'pm' ? 12 : 0);
}
