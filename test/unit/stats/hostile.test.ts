// Every public function of the statistics, called with one argument or field at a time gone wrong: it answers without NaN, or
// refuses with a coded error.
import { expect, test } from 'vitest';
import { WinbackError } from '../../../src/index.js';
import { winback as stats } from '../../support/public.js';
import { type Call, calls, mayBeNaN } from './hostile-calls.js';

const hostile: readonly unknown[] = [
  ...[Number.NaN, Infinity, -Infinity, -1, 0, -0, 0.5, 1, 1e-320, 1e308, -1e308, 2 ** 53, 1e15],
  ...[undefined, null, 'x', '', true, {}, [], 5n, () => 1, Symbol('s'), new Float64Array([1, Number.NaN])],
];

/** All places of a value: itself, and of arrays and plain objects each element and field, two levels down. */
function places(value: unknown, depth = 0): readonly (readonly (string | number)[])[] {
  const below =
    depth < 3 && value !== null && typeof value === 'object' && !ArrayBuffer.isView(value)
      ? Object.keys(value).slice(0, 12)
      : [];
  return [
    [],
    ...below.flatMap((key) =>
      places((value as Record<string, unknown>)[key], depth + 1).map((rest) => [key, ...rest]),
    ),
  ];
}

function replaced(value: unknown, at: readonly (string | number)[], by: unknown): unknown {
  const [key, ...rest] = at;
  if (key === undefined) return by;
  const inner = replaced((value as Record<string | number, unknown>)[key], rest, by);
  if (Array.isArray(value)) return value.map((item, i) => (String(i) === String(key) ? inner : item));
  return { ...(value as object), [key]: inner };
}

/** Paths of NaN in a result. */
function nans(value: unknown, path = ''): string[] {
  if (typeof value === 'number') return Number.isNaN(value) ? [path] : [];
  if (ArrayBuffer.isView(value)) return [...(value as Float64Array)].some(Number.isNaN) ? [path] : [];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, item]) => nans(item, `${path}.${key}`));
}

async function fault({ name, run }: Call, args: readonly unknown[]): Promise<string | null> {
  const started = performance.now();
  try {
    const result = await (
      run ?? (stats as unknown as Record<string, (...given: unknown[]) => unknown>)[name]!
    )(...args);
    const found = nans(result).filter((path) => !mayBeNaN(name, path));
    if (found.length > 0) return `NaN at ${found.slice(0, 3).join(' ')}`;
  } catch (error) {
    if (!(error instanceof WinbackError)) return `raw ${String(error)}`;
    if (error.code === 'INTERNAL') return `internal: ${error.message}`;
    if (error.message.length > 500) return `long message: ${error.message.slice(0, 80)}`;
  }
  return performance.now() - started > 5000 ? 'took more than 5 s' : null;
}

test.each(calls.map((call) => [call.name, call] as const))('%s', async (_, call) => {
  expect(await fault(call, call.args)).toBe(null);
  const faults: string[] = [];
  for (const [i, arg] of call.args.entries()) {
    for (const at of places(arg)) {
      for (const value of hostile) {
        const args = call.args.map((given, j) => (j === i ? replaced(given, at, value) : given));
        const found = await fault(call, args);
        if (found !== null) faults.push(`argument ${i} ${at.join('.')} = ${String(value)}: ${found}`);
      }
    }
  }
  expect(faults).toEqual([]);
});
