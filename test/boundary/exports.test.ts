// Whatever stands for the first argument: every function of the package works or throws a WinbackError that a
// caller without types can branch on, never a raw TypeError and never INTERNAL.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { winback } from '../support/public.js';

const hostile: readonly (readonly [string, unknown])[] = [
  ['undefined', undefined],
  ['null', null],
  ['5', 5],
  ["'s'", 's'],
  ['{}', {}],
  ['[]', []],
  ['a function', () => undefined],
  ['a symbol', Symbol('s')],
  ['NaN', Number.NaN],
];

/** Data of the default size, or charts: seconds of work, and no fault. */
const long = new Set(['generateEvents', 'generateExperiment', 'generateChurnTable', 'prepareReports']);

type Call = (first: unknown) => unknown;

function callsOf(name: string, value: unknown): readonly (readonly [string, Call])[] {
  if (typeof value !== 'function') return [];
  if (!/^class\b/.test(Function.prototype.toString.call(value))) return [[name, value as Call]];
  const statics = Object.getOwnPropertyNames(value).filter(
    (key) => typeof (value as unknown as Record<string, unknown>)[key] === 'function',
  );
  return statics.map(
    (key) => [`${name}.${key}`, (value as unknown as Record<string, Call>)[key]!.bind(value)] as const,
  );
}

const calls = Object.entries(winback).flatMap(([name, value]) => callsOf(name, value));

/** What came of a call: undefined for a value, else what was thrown; streams are asked for their first item. */
async function thrownBy(call: Call, first: unknown): Promise<{ readonly error: unknown } | undefined> {
  try {
    const result = await call(first);
    const stream = result as Partial<AsyncGenerator> | null | undefined;
    if (typeof stream?.next === 'function') {
      await stream.next();
      await stream.return?.(undefined);
    }
    (result as { close?: () => void } | null | undefined)?.close?.();
    return undefined;
  } catch (error) {
    return { error };
  }
}

const before = process.cwd();
const folder = mkdtempSync(path.join(tmpdir(), 'winback-exports-'));
beforeAll(() => process.chdir(folder));
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

test('the sweep reaches every function', () => {
  expect(calls.length).toBeGreaterThan(150);
});

test.each(calls)('%s', async (name, call) => {
  const faults: string[] = [];
  for (const [shown, first] of hostile) {
    if (long.has(name) && (first === undefined || shown === '{}')) continue;
    const outcome = await thrownBy(call, first);
    if (outcome === undefined) continue;
    const { error } = outcome;
    const isTyped = error instanceof winback.WinbackError && error.code !== 'INTERNAL';
    if (!isTyped)
      faults.push(
        `${shown}: ${String((error as Error)?.stack ?? error)
          .split('\n')
          .slice(0, 3)
          .join(' | ')}`,
      );
  }
  expect(faults).toEqual([]);
});
