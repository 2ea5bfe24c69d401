/** Whether the key of an address is a pattern; `?` is none, since options of the address begin there. */
export const isKeyPattern = (key: string): boolean => /[*[]/.test(key);

/** The part of a pattern before its first sign: what a list is asked for. */
export const fixedPrefix = (pattern: string): string => pattern.slice(0, pattern.search(/[*[]/));

/**
 * What tells keys that fit a pattern, as DuckDB reads patterns of files: `*` is anything but a slash, `**` between slashes any
 * number of folders, `[a-z]` one sign of a class.
 */
export function keyPattern(pattern: string): RegExp {
  const parts = pattern.split(/(\*\*\/|\*\*|\*|\[[^\]]+\])/g);
  const source = parts.map((part, i) => (i % 2 === 0 ? literal(part) : sign(part))).join('');
  return new RegExp(`^${source}$`, 'su');
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

function sign(part: string): string {
  if (part === '**/') return '(?:.*\\/)?';
  if (part === '**') return '.*';
  if (part === '*') return '[^/]*';
  const inner = part.slice(1, -1).replace(/[\\\]^&~|[(){}/]/g, '\\$&');
  return inner.startsWith('!') ? `[^${inner.slice(1)}]` : `[${inner}]`;
}
