/** Whether a value is what an example shows: a text with or without quotes, a list as `[1, 2]`, a number to the last digit shown. */
export function near(value: unknown, shown: string): boolean {
  const list = /^\[(.*)\]$/s.exec(shown)?.[1];
  if (list !== undefined && isList(value)) {
    const parts = list === '' ? [] : list.split(', ');
    return value.length === parts.length && parts.every((part, i) => near(value[i], part));
  }
  if ([String(value), `'${String(value)}'`].includes(shown)) return true;
  if (typeof value !== 'number') return false;
  const digits = shown.replace(/e.*$/, '').replace(/^-?0*\.?0*|\./g, '').length;
  return Number(value.toPrecision(Math.max(digits, 4))) === Number(shown);
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value);
}
